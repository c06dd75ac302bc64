"""Whoever changes the office's books with the file in hand is found by reading them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from monitor.__main__ import main
from monitor.acts.actor import Actor
from monitor.auditing.office_audit import OfficeBad, audit_office
from monitor.command_words import OFFICE_WORDS, office_lines
from monitor.proposals.freezes import FREEZE
from monitor.proposals.kinds import Outcome, Proposal
from monitor.proposals.proposals import Proposals
from monitor.store.engine import Store
from monitor.store.month_guards import MONTH_GUARDS
from monitor.store.office_guards import GUARDS
from tests.ledger.counter import key_of
from tests.monitor.conftest import MORNING_MS

PERMISSIONS = frozenset({"freeze.make", "freeze.decide"})
MING, HUA, LAN = (Actor(f"a-{name}", name, ("maker",), PERMISSIONS) for name in ("ming", "hua", "lan"))
PROPOSALS = Proposals(key_of(1), (FREEZE,), lambda _c, _p: frozenset({"a-ming", "a-hua", "a-lan"}))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The office's books with three proposals: one done, one refused, one that waits."""
    opened = Store.open(database_url)
    done, refused = propose(opened), propose(opened)
    propose(opened)
    decide(opened, done, Outcome.APPROVE)
    decide(opened, refused, Outcome.REFUSE)
    yield opened
    opened.close()


def propose(store: Store) -> Proposal:
    return store.write(
        lambda c: PROPOSALS.make(
            c,
            MING,
            kind="freeze.set",
            subject="freeze",
            payload={"from_date": "2026-12-01", "to_date": "2026-12-02", "reason": "盘点"},
            reason="盘点",
            now_ms=MORNING_MS,
        )
    )


def decide(store: Store, proposal: Proposal, outcome: Outcome) -> None:
    store.write(
        lambda c: PROPOSALS.decide(
            c, HUA, proposal.proposal_id, outcome=outcome, reason="看过", version=1, now_ms=MORNING_MS
        )
    )


def tamper(store: Store, *statements: str) -> None:
    """Change rows as somebody with the database in hand does: the guards are taken off and put back."""
    postgres = store.engine.dialect.name == "postgresql"

    def work(connection: Connection) -> None:
        execute = connection.execute
        kept: Sequence[str] = ()
        if postgres:
            execute(text("SET LOCAL session_replication_role = replica"))
        else:
            kept = execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for guard in (*GUARDS, *MONTH_GUARDS):
                execute(text(f"DROP TRIGGER {guard.name}"))
        for statement in statements:
            execute(text(statement))
        for sql in kept:
            execute(text(sql))

    store.write(work)


def codes(store: Store) -> list[str]:
    return [bad.code for bad in audit_office(store).bad]


def test_books_that_nobody_touched_agree(store: Store) -> None:
    report = audit_office(store)
    assert (report.acts, report.proposals, report.bad) == (5, 2, ())
    assert office_lines(report) == ["核对了 5 条操作记录、2 项办结的申请，全部一致。"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE act SET account_id = 'a-lan' WHERE sequence = 4", ["office.chain", "office.untold"]),
        ("DELETE FROM act WHERE sequence = 5", ["office.end", "office.untold"]),
        ("DELETE FROM act WHERE sequence = 1", ["office.chain", "office.untold"]),
        ("DELETE FROM proposal_decision WHERE outcome = 'approve'", ["office.undecided"]),
        ("DELETE FROM proposal_decision WHERE outcome = 'refuse'", ["office.undecided"]),
        ("UPDATE proposal SET state = 'applied' WHERE state = 'pending'", ["office.undecided"]),
        ("UPDATE proposal SET state = 'applied' WHERE state = 'refused'", ["office.undecided"]),
        ("UPDATE proposal SET needed = 2 WHERE state = 'applied'", ["office.undecided"]),
        (
            "UPDATE proposal_decision SET decided_by = 'a-ming' WHERE outcome = 'approve'",
            ["office.own"],
        ),
        ("UPDATE proposal SET concerns = 'a-hua' WHERE state = 'applied'", ["office.own"]),
        (
            "UPDATE proposal_decision SET decided_by = 'a-lan' WHERE outcome = 'approve'",
            ["office.untold"],
        ),
        ("UPDATE proposal SET made_by = 'a-lan' WHERE state = 'applied'", ["office.untold"]),
    ],
)
def test_each_change_with_the_file_in_hand_is_found(store: Store, statement: str, found: list[str]) -> None:
    tamper(store, statement)
    assert codes(store) == found
    lines = office_lines(audit_office(store))
    assert "处不符" in lines[0] and all(line.startswith(("·", "  技术信息")) for line in lines[1:])


def test_each_code_has_words() -> None:
    for code, words in OFFICE_WORDS.items():
        assert words.format(about=OfficeBad(code, "3").about)


def test_the_command_says_it_and_its_exit_code_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ["first-administrator", "--login", "wang.wei", "--name", "王伟", "--person-no", "A001"]
    where = ["--data-dir", str(tmp_path)]
    assert main([*first, *where]) == 0
    assert main(["verify", *where]) == 0
    assert "核对了 1 条操作记录、0 项办结的申请，全部一致。" in capsys.readouterr().out
    store = Store.open(f"sqlite:///{tmp_path}/monitor.db")
    tamper(store, "UPDATE act SET what = 'account.open'")
    store.close()
    assert main(["verify", *where]) == 1
    assert "操作记录第 1 条与前一条接不上" in capsys.readouterr().out
