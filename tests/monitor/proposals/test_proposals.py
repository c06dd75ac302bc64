"""Nothing that matters happens by one person: made, decided, applied, and everything that must not pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError

from monitor.acts.actor import Actor
from monitor.acts.journal import newest, verify
from monitor.declined import Declined
from monitor.proposals import book
from monitor.proposals.freezes import FREEZE
from monitor.proposals.kinds import Outcome, Payload, PreviewLine, Proposal, ProposalKind, State
from monitor.proposals.proposals import Proposals
from monitor.store.columns import metadata
from monitor.store.engine import Store
from monitor.store.rows import insert_once
from pos.crypto.keys import DeviceKey
from tests.ledger.counter import key_of
from tests.monitor.conftest import DAY_MS, MORNING_MS

counter = metadata.tables["counter"]
PERMISSIONS = frozenset({"sum.make", "sum.decide", "freeze.make", "freeze.decide"})
MING, HUA, LAN, WEI = (
    Actor(f"a-{name}", name, ("checker",), PERMISSIONS) for name in ("ming", "hua", "lan", "wei")
)
VIEWER = Actor("a-viewer", "viewer", ("viewer",), frozenset())


def _value(connection: Connection, _payload: Payload) -> int | None:
    return connection.execute(select(counter.c.value).where(counter.c.name == "sum")).scalar_one_or_none()


def _apply(connection: Connection, _key: DeviceKey, proposal: Proposal, _now_ms: int) -> None:
    if proposal.payload["to"] == 13:
        raise Declined("sum.unlucky", "不能是 13")
    insert_once(connection, counter, [{"name": "sum", "value": 0}])
    connection.execute(update(counter).where(counter.c.name == "sum").values(value=proposal.payload["to"]))


# Sums decide how many must agree: two from 100 on.
SUM = ProposalKind(
    name="sum.set",
    words="改数",
    may_make="sum.make",
    may_decide="sum.decide",
    decisions_needed=lambda payload: 0 if payload["to"] == 0 else 2 if payload["to"] >= 100 else 1,
    version_now=lambda c, p: None if _value(c, p) is None else str(_value(c, p)),
    preview=lambda c, p: (PreviewLine("数", str(_value(c, p) or "—"), str(p["to"])),),
    apply=_apply,
    lifetime_ms=2 * DAY_MS,
)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def proposals() -> Proposals:
    may_sign_in = frozenset(each.account_id for each in (MING, HUA, LAN, WEI))
    return Proposals(key_of(1), (SUM, FREEZE), lambda _connection, _permission: may_sign_in)


def make(
    store: Store,
    proposals: Proposals,
    to: int,
    *,
    actor: Actor = MING,
    based_on: str | None = None,
    **more: Any,
) -> Proposal:
    return store.write(
        lambda c: proposals.make(
            c,
            actor,
            **{
                "kind": "sum.set",
                "subject": "sum",
                "payload": {"to": to},
                "reason": "季度调整",
                "based_on_version": based_on,
                "now_ms": MORNING_MS,
                **more,
            },
        )
    )


def decide(
    store: Store,
    proposals: Proposals,
    proposal: Proposal,
    actor: Actor,
    *,
    outcome: Outcome = Outcome.APPROVE,
    reason: str = "",
    now_ms: int = MORNING_MS,
) -> Proposal:
    return store.write(
        lambda c: proposals.decide(
            c,
            actor,
            proposal.proposal_id,
            outcome=outcome,
            reason=reason,
            version=proposal.version,
            now_ms=now_ms,
        )
    )


def total(store: Store) -> int | None:
    return store.read(lambda connection: _value(connection, {}))


def test_a_second_person_agrees_and_it_is_done_in_the_same_transaction(
    store: Store, proposals: Proposals
) -> None:
    proposal = make(store, proposals, 7)
    assert total(store) is None

    done = decide(store, proposals, proposal, HUA)

    assert done.state is State.APPLIED
    assert total(store) == 7
    assert [each.what for each in store.read(newest)] == ["proposal.approve", "proposal.make"]
    assert store.read(verify) is None


def test_two_of_them_must_agree_when_the_sum_is_large_and_one_alone_never_does(
    store: Store, proposals: Proposals
) -> None:
    proposal = make(store, proposals, 100)
    waiting = decide(store, proposals, proposal, HUA)
    assert (waiting.state, waiting.approvals, total(store)) == (State.PENDING, 1, None)

    with pytest.raises(Declined, match="您已经表过态"):
        decide(store, proposals, waiting, HUA)
    assert total(store) is None

    assert decide(store, proposals, waiting, LAN).state is State.APPLIED
    assert total(store) == 100


def test_nobody_decides_on_what_they_made_or_on_themselves(store: Store, proposals: Proposals) -> None:
    own = make(store, proposals, 5)
    about_hua = make(store, proposals, 6, concerns=HUA.account_id)

    with pytest.raises(Declined, match="自己提交"):
        decide(store, proposals, own, MING)
    with pytest.raises(Declined, match="与您本人有关"):
        decide(store, proposals, about_hua, HUA)
    with pytest.raises(Declined, match="您的角色"):
        decide(store, proposals, own, VIEWER)
    with pytest.raises(Declined, match="您的角色"):
        make(store, proposals, 1, actor=VIEWER)


@pytest.mark.parametrize("decided_by", [MING.account_id, HUA.account_id, WEI.account_id])
def test_the_database_itself_refuses_the_maker_the_person_concerned_and_a_second_word(
    store: Store, proposals: Proposals, decided_by: str
) -> None:
    proposal = make(store, proposals, 100, concerns=HUA.account_id)
    waiting = decide(store, proposals, proposal, WEI)
    values = "(:id, :by, 'approve', '', 1)"
    statement = text(f"INSERT INTO proposal_decision VALUES {values}")

    with pytest.raises(DBAPIError):
        store.write(lambda c: c.execute(statement, {"id": waiting.proposal_id, "by": decided_by}))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposal SET state = 'applied'",
        "UPDATE proposal SET needed = 1",
        "UPDATE proposal SET made_by = 'a-nobody'",
        "UPDATE proposal SET payload = '{}'",
        "DELETE FROM proposal",
        "UPDATE proposal_decision SET outcome = 'refuse'",
        "DELETE FROM proposal_decision",
        "UPDATE act SET account_id = 'a-nobody'",
        "DELETE FROM act",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_proposed_decided_or_done(
    store: Store, proposals: Proposals, statement: str
) -> None:
    decide(store, proposals, make(store, proposals, 100), HUA)

    with pytest.raises(DBAPIError):
        store.write(lambda c: c.execute(text(statement)))


def test_a_second_click_loses_cleanly_and_does_nothing_twice(store: Store, proposals: Proposals) -> None:
    proposal = make(store, proposals, 7)
    decide(store, proposals, proposal, HUA)

    for actor in (HUA, LAN):
        with pytest.raises(Declined, match="这一次点击没有生效"):
            decide(store, proposals, proposal, actor)

    done = store.read(lambda c: book.find(c, proposal.proposal_id))
    assert done is not None
    assert len(done.decisions) == 1


def test_after_its_time_a_proposal_is_not_decided_any_more(store: Store, proposals: Proposals) -> None:
    proposal = make(store, proposals, 7)
    late_ms = MORNING_MS + 2 * DAY_MS

    with pytest.raises(Declined, match="已过期"):
        decide(store, proposals, proposal, HUA, now_ms=late_ms)
    assert store.write(lambda c: proposals.expire(c, now_ms=late_ms)) == 1
    with pytest.raises(Declined, match="已经有了结果"):
        decide(store, proposals, proposal, HUA, now_ms=late_ms)
    assert total(store) is None


@pytest.mark.parametrize(
    ("outcome", "state"), [(Outcome.REFUSE, State.REFUSED), (Outcome.SEND_BACK, State.SENT_BACK)]
)
def test_it_is_refused_or_sent_back_with_a_reason_only(
    store: Store, proposals: Proposals, outcome: Outcome, state: State
) -> None:
    proposal = make(store, proposals, 100)
    with pytest.raises(Declined, match="写明原因"):
        decide(store, proposals, proposal, HUA, outcome=outcome, reason="  ")

    told = decide(store, proposals, proposal, HUA, outcome=outcome, reason="附件缺一页")

    assert (told.state, told.decisions[0].reason, total(store)) == (state, "附件缺一页", None)


def test_what_was_changed_in_between_makes_a_proposal_stale(store: Store, proposals: Proposals) -> None:
    first, second = make(store, proposals, 7), make(store, proposals, 8)
    decide(store, proposals, first, HUA)

    with pytest.raises(Declined, match="已被改动"):
        decide(store, proposals, second, HUA)
    with pytest.raises(Declined, match="已被改动"):
        make(store, proposals, 9)
    decide(store, proposals, make(store, proposals, 9, based_on="7"), HUA)
    assert total(store) == 9


def test_a_group_without_enough_members_refuses_and_so_does_a_kind_that_needs_nobody(
    store: Store, proposals: Proposals
) -> None:
    two = Proposals(key_of(1), (SUM,), lambda _c, _p: frozenset({MING.account_id, HUA.account_id}))
    nobody = Proposals(key_of(1), (SUM,), lambda _c, _p: frozenset())
    make(store, two, 99)
    for alone, to in ((two, 100), (nobody, 1)):
        with pytest.raises(Declined, match="别的同事同意"):
            make(store, alone, to)
    with pytest.raises(Declined, match="不能一人办成"):
        make(store, proposals, 0)


def test_what_fails_while_it_is_done_undoes_the_decision_too(store: Store, proposals: Proposals) -> None:
    proposal = make(store, proposals, 13)

    with pytest.raises(Declined, match="13"):
        decide(store, proposals, proposal, HUA)

    still = store.read(lambda c: book.find(c, proposal.proposal_id))
    assert still == replace(proposal, decisions=())
    assert [each.what for each in store.read(newest)] == ["proposal.make"]


def test_in_a_freeze_nothing_is_made_or_decided_but_a_freeze(store: Store, proposals: Proposals) -> None:
    waiting = make(store, proposals, 7)
    dates = {"from_date": "2026-11-20", "to_date": "2026-11-25", "reason": "年终结账"}
    freeze = make(store, proposals, 0, kind="freeze.set", subject="freeze", payload=dates)
    decide(store, proposals, freeze, HUA)

    with pytest.raises(Declined, match="暂停办理（年终结账）"):
        decide(store, proposals, waiting, HUA)
    with pytest.raises(Declined, match="2026-11-25"):
        make(store, proposals, 8)
    make(store, proposals, 0, kind="freeze.set", subject="freeze", payload=dates)
    store.write(lambda c: book.end_freezes(c, last_date="2026-11-22"))
    assert decide(store, proposals, waiting, HUA).state is State.APPLIED


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"from_date": "2026-12-01", "to_date": "2026-11-30", "reason": "x"},
        {"from_date": "2026/12/01", "to_date": "2026-12-30", "reason": "x"},
        {"from_date": "2026-01-01", "to_date": "2026-01-02", "reason": "x"},
        {"from_date": "2026-12-01", "to_date": "2026-12-30", "reason": "x", "more": 1},
    ],
)
def test_a_freeze_that_cannot_be_is_declined_when_it_is_made(
    store: Store, proposals: Proposals, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Declined):
        make(store, proposals, 0, kind="freeze.set", subject="freeze", payload=wrong)


def test_only_its_maker_takes_a_proposal_back(store: Store, proposals: Proposals) -> None:
    proposal = make(store, proposals, 7)

    def withdraw(actor: Actor) -> None:
        store.write(
            lambda c: proposals.withdraw(c, actor, proposal.proposal_id, version=1, now_ms=MORNING_MS)
        )

    with pytest.raises(Declined, match="经办人自己"):
        withdraw(HUA)
    withdraw(MING)
    with pytest.raises(Declined, match="没有生效"):
        decide(store, proposals, proposal, HUA)


def test_the_page_is_told_why_a_person_cannot_decide(store: Store, proposals: Proposals) -> None:
    proposal = make(store, proposals, 7)

    def why(actor: Actor, now_ms: int = MORNING_MS) -> str | None:
        return store.read(lambda c: proposals.why_not(c, actor, proposal, now_ms=now_ms))

    assert why(HUA) is None
    assert why(MING) == "自己提交的申请要由别人复核"
    assert "角色" in (why(VIEWER) or "")
    assert "过期" in (why(HUA, MORNING_MS + 9 * DAY_MS) or "")


def test_an_unknown_kind_and_an_unknown_proposal_are_declined(store: Store, proposals: Proposals) -> None:
    with pytest.raises(Declined, match="不认识"):
        make(store, proposals, 1, kind="sum.unknown")
    with pytest.raises(Declined, match="没有这项"):
        decide(store, proposals, replace(make(store, proposals, 1), proposal_id="x"), HUA)
