"""The audit: all journals fit, or it names the first entry that does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, update

from monitor.__main__ import main
from monitor.auditing.audit import AuditReport, Bad, audit
from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from tests.monitor.conftest import EnrolledTill, card_no
from tests.small_entries import shift_opened

entry, day = tables.entry, day_tables.day_total


@pytest.fixture
def kept(platform: Platform, enrolled: EnrolledTill) -> Platform:
    """A platform that holds two journals, one of them with an entry that is not counted."""
    first, second = enrolled("S01-1"), enrolled("S02-1")
    first.append(EntryKind.SHIFT_OPENED, shift_opened(1))
    first.sell(("蔬菜", 1_000), card_no=card_no(1))
    data = record_to_data(first.sale(("零食", 100)))
    data["lines"][0]["discount"] += 1
    first.append(EntryKind.SALE, data)
    first.sell(("零食", 350))
    first.upload()
    second.sell(("零食", 200))
    second.upload()
    return platform


def test_books_that_fit_are_told_with_their_size(kept: Platform) -> None:
    told: list[tuple[str, int, int]] = []

    report = audit(kept.store, progress=lambda *journal: told.append(journal))

    assert report == AuditReport(2, 5, 3)
    assert told == [("S01-1", 1, 4), ("S02-1", 1, 1)]


def _payload(connection: Connection) -> None:
    connection.execute(update(entry).where(entry.c.sequence == 2).values(payload=b"{}"))


def _removed(connection: Connection) -> None:
    connection.execute(delete(entry).where(entry.c.sequence == 3))


def _cut(connection: Connection) -> None:
    connection.execute(delete(entry).where(entry.c.sequence == 4))


def _signature(connection: Connection) -> None:
    connection.execute(update(entry).where(entry.c.sequence == 4).values(signature=b"x" * 64))


def _counted(connection: Connection) -> None:
    connection.execute(update(entry).where(entry.c.sequence == 3).values(state="counted"))


def _hidden(connection: Connection) -> None:
    connection.execute(update(entry).where(entry.c.sequence == 4).values(state="quarantined"))


def _day(connection: Connection) -> None:
    connection.execute(update(day).where(day.c.till_id == "S02-1").values(payable=day.c.payable + 1))


@pytest.mark.parametrize(
    ("harm", "bad"),
    [
        (_payload, Bad("S01-1", 1, 2, "audit.chain")),
        (_removed, Bad("S01-1", 1, 3, "audit.chain")),
        (_cut, Bad("S01-1", 1, 3, "audit.head")),
        (_signature, Bad("S01-1", 1, 4, "audit.signature")),
        (_counted, Bad("S01-1", 1, 3, "sale.quote")),
        (_hidden, Bad("S01-1", 1, 0, "audit.sums")),
        (_day, Bad("S02-1", 1, 0, "audit.day 2026-11-23")),
    ],
)
def test_what_was_changed_by_hand_is_found_and_named(
    kept: Platform, harm: Callable[[Connection], None], bad: Bad
) -> None:
    kept.store.write(harm)

    assert audit(kept.store).first_bad == bad


def test_one_damaged_journal_hides_nothing_of_the_others(kept: Platform) -> None:
    for harm in (_payload, _day):
        kept.store.write(harm)
    device = tables.device
    kept.store.write(
        lambda connection: connection.execute(
            update(entry).where(entry.c.till_id == "S02-1").values(signature=b"\0" * 64)
        )
    )

    found = audit(kept.store)

    assert found.bad == (
        Bad("S01-1", 1, 2, "audit.chain"),
        Bad("S02-1", 1, 1, "audit.signature"),
        Bad("S02-1", 1, 0, "audit.day 2026-11-23"),
    )
    kept.store.write(
        lambda connection: connection.execute(
            update(device).where(device.c.till_id == "S01-1").values(public_key=b"x" * 5)
        )
    )
    assert audit(kept.store).bad[0] == Bad("S01-1", 1, 0, "audit.key")


def test_the_command_says_so_and_fails(
    kept: Platform, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [
        "verify",
        "--data-dir",
        f"{tmp_path}/data",
        "--database-url",
        kept.store.engine.url.render_as_string(hide_password=False),
    ]

    assert main(command) == 0
    assert "核对了 2 本流水、5 条记录、3 笔销售，全部一致。" in capsys.readouterr().out
    kept.store.write(_signature)
    assert main(command) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[1:3] == ["· S01-1（第 1 次登记）第 4 条：收银机签名不符", "  技术信息：audit.signature"]
