"""What stories of slips at the platform share: a slip is written, sent, credited, promised, paid."""

from __future__ import annotations

from typing import Any

import httpx2

from monitor.platform import Platform
from monitor.store import tables
from monitor.store.lease_tables import make_good
from pos.domain.cards.lease_moves import MakeGoodPaid, MakeGoodSlip, slip_entry_id, slip_number
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.selling.sale import SaleFacts
from sync.protocol import messages as wire
from sync.protocol.codec import decode, decode_json, encode
from sync.protocol.lease_messages import CreditReply, CreditRequest
from tests.monitor.conftest import FakeClock, card_no, rows
from tests.monitor.simulated_till import SimulatedTill

MINUTE_MS = 60_000


def slip_of(till: SimulatedTill, sale: SaleFacts, *, entry: int = -1, **changed: Any) -> MakeGoodSlip:
    """The slip of a sale, written into the journal; `entry` is the sale's place in it."""
    assert sale.card is not None
    sale_id = till.entries[entry].entry_id
    fields: dict[str, Any] = {
        "slip_no": slip_number(sale.sale_no),
        "sale_id": sale_id,
        "sale_no": sale.sale_no,
        "card_no": sale.card.card_no,
        "month": sale.card.month,
        "reason": "holder_away",
    }
    slip = MakeGoodSlip(**(fields | changed))
    till.append(EntryKind.MAKE_GOOD_SLIP, record_to_data(slip), entry_id=slip_entry_id(slip.sale_id))
    return slip


def bought_without(
    till: SimulatedTill, *goods: tuple[str, int], number: int = 1, card: str = ""
) -> SaleFacts:
    """A sale at market price with its slip; of a card of the tests, or of another."""
    sale = till.sell(*goods, card_no=card or card_no(number))
    slip_of(till, sale)
    return sale


def sent(till: SimulatedTill) -> list[str]:
    """Send all there is; the codes of what is quarantined."""
    found = till.upload()
    till.download()
    return [each.code for each in found.quarantined]


def slips(platform: Platform) -> list[tuple[str, str | None, int]]:
    """State, why and amount of each slip, in order of time."""
    found = sorted(rows(platform, make_good), key=lambda row: (row["sold_ms"], row["sale_sequence"]))
    return [(row["state"], row["why"], row["amount"]) for row in found]


def ask_credit(till: SimulatedTill, credit_id: str, *, withdrawn: bool = False) -> httpx2.Response:
    """Ask for a promise, or give it back."""
    asked = CreditRequest(wire.PROTOCOL, till.till_id, till.epoch, credit_id, withdrawn)
    response: httpx2.Response = till.post(wire.PATH_CREDIT, encode(asked))
    return response


def promised(till: SimulatedTill, credit_id: str) -> int:
    """The amount of a promise."""
    response = ask_credit(till, credit_id)
    assert response.status_code == 200, response.text
    return decode(response.content, CreditReply).amount


def refused(response: httpx2.Response) -> str:
    """Why an ask was refused."""
    return decode_json(response.content, wire.Refusal).code


def pay(till: SimulatedTill, credit_id: str, amount: int, *, number: int = 1) -> None:
    """Hand the money out."""
    paid = MakeGoodPaid(
        slip_no="S02-1-20261123-B0001", credit_id=credit_id, card_no=card_no(number),
        amount=amount, shift_id="shift-1", rule="rule",
    )  # fmt: skip
    till.append(EntryKind.MAKE_GOOD_PAID, record_to_data(paid))


def the_credit(platform: Platform) -> str:
    """The only slip's credit."""
    (row,) = rows(platform, make_good)
    credit_id: str = row["credit_id"]
    return credit_id


def alerts(platform: Platform) -> list[str]:
    return sorted(row["code"] for row in rows(platform, tables.alert))


def later(clock: FakeClock, *tills: SimulatedTill) -> None:
    """A minute passes."""
    clock.at_ms += MINUTE_MS
    for till in tills:
        till.now_ms = clock.at_ms
