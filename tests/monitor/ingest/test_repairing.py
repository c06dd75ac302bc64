"""What is stored is signed itself or does not count; the right bytes sent again put it right."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import update

from monitor.auditing.audit import audit
from monitor.platform import Platform
from monitor.store import day_tables, tables
from pos.domain.sums import Sums
from sync.protocol.codec import decode
from sync.protocol.messages import BatchReply
from tests.monitor.conftest import card_no, rows
from tests.monitor.simulated_till import SimulatedTill


@pytest.mark.parametrize("wrong", [b"", b"\0" * 64, b"x" * 64, b"x" * 1_000])
def test_an_entry_that_is_not_signed_itself_is_kept_aside_and_the_right_bytes_repair_it(
    till: SimulatedTill, platform: Platform, wrong: bytes
) -> None:
    till.sell(("零食", 100))
    with_card = till.sell(("蔬菜", 1_000), card_no=card_no(1)).totals
    till.sell(("零食", 350))
    entries = list(till.entries)
    entries[1] = msgspec.structs.replace(entries[1], signature=wrong)

    reply = decode(till.send(till.batch(entries=entries)).content, BatchReply)

    assert reply.acknowledged_sequence == 3, "it blocks nothing behind it"
    assert [(each.sequence, each.code) for each in reply.quarantined] == [(2, "entry.signature")]
    assert reply.sums.sums() == Sums(entries=2, sales=2, market=450, payable=450)
    assert [alert["code"] for alert in rows(platform, tables.alert)] == ["sale.misfit"]
    assert rows(platform, tables.card_spend) == []
    again = decode(till.send(till.batch(entries=entries)).content, BatchReply)
    assert again.quarantined == reply.quarantined, "the wrong bytes again repair nothing"

    repaired = till.upload(after=1, upto=2)

    assert repaired.quarantined == []
    assert repaired.sums.sums() == till.sums
    assert {row["signature"] for row in rows(platform, tables.entry)} == {e.signature for e in till.entries}
    assert sum(row["payable"] for row in rows(platform, day_tables.day_total)) == 450 + with_card.payable
    assert rows(platform, tables.card_spend) != []
    assert {alert["code"] for alert in rows(platform, tables.alert)} == {"sale.misfit", "entry.repaired"}
    assert audit(platform.store).bad == ()
    assert till.upload().sums == repaired.sums, "and again changes nothing"


def test_what_was_stored_wrong_by_an_older_platform_is_put_right_by_the_right_bytes(
    till: SimulatedTill, platform: Platform
) -> None:
    till.sell(("零食", 100))
    till.sell(("零食", 200))
    before = till.upload()
    entry = tables.entry
    harm = update(entry).where(entry.c.sequence == 1).values(signature=b"\0" * 64, payload=b"")
    platform.store.write(lambda connection: connection.execute(harm))
    assert audit(platform.store).bad != ()

    assert till.upload().sums == before.sums
    assert audit(platform.store).bad == ()
