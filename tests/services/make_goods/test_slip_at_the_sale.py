"""A sale whose card lacked its benefit leaves a make-good slip, in the same transaction and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease_moves import MakeGoodSlip, slip_entry_id
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.selling.receipt import Receipt
from pos.domain.selling.sale import SaleFacts
from pos.errors.ledger import LedgerUnwritable
from pos.errors.returns import SlipUnknown
from pos.ledger import journal
from pos.ledger.print_jobs import JobKind, PrintJob
from pos.ledger.sqlite import Cursor
from pos.services.till import Till
from tests.devices.strategies import texts_of
from tests.services.returning import first_bad
from tests.services.telling import entries_of
from tests.shop import FULL_MONTH, LAN, OIL, SOY, Shop, _books, grant


def text_of(receipt: Receipt) -> str:
    return "\n".join(text for row in receipt.rows for text in texts_of(row))


def sell(till: Till, code: str = OIL, *, card_no: str | None = LAN) -> SaleFacts:
    """One article, paid in cash."""
    till.checkout.scan(code)
    if card_no is not None:
        till.checkout.attach_card(card_no)
    till.checkout.begin_payment()
    if till.checkout.state.paid_so_far.due:
        till.checkout.pay(TenderKind.CASH, None)
    number = till.checkout.done().sale_no
    found = _books(till)[0].sale(number)
    assert found is not None
    return found.facts


def slips(till: Till) -> list[MakeGoodSlip]:
    return [each.facts(MakeGoodSlip) for each in entries_of(till, EntryKind.MAKE_GOOD_SLIP)]


def jobs(till: Till) -> list[tuple[JobKind, str]]:
    """Every paper that was asked for, printed or not."""
    rows = _books(till)[0]._readers.rows("SELECT kind, subject FROM print_job ORDER BY rowid")
    return [(JobKind(kind), subject) for kind, subject in rows]


def test_a_card_without_a_lease_here_pays_the_market_price_and_has_a_slip_right_behind_its_sale(
    shop: Shop, till: Till
) -> None:
    sale = sell(till)
    (slip,) = slips(till)
    (sold,) = entries_of(till, EntryKind.SALE)
    (claimed,) = entries_of(till, EntryKind.MAKE_GOOD_SLIP)

    assert sale.totals.discount == 0
    assert (slip.sale_no, slip.card_no, slip.reason) == (sale.sale_no, LAN, "no_lease")
    assert claimed.sequence == sold.sequence + 1
    till.close()
    assert first_bad(shop) is None


def test_the_public_and_a_card_with_its_whole_month_here_have_none(shop: Shop, till: Till) -> None:
    sell(till, card_no=None)
    grant(till, LAN)
    sell(till)
    for _again in range(30):
        sell(till)  # Until the month is used up: what is not here is nowhere.

    assert slips(till) == []
    till.close()
    assert first_bad(shop) is None


def test_a_card_that_got_a_part_has_a_slip_for_what_may_lie_elsewhere(shop: Shop, till: Till) -> None:
    grant(till, LAN, {"staple": 1_000})
    sale = sell(till)
    (slip,) = slips(till)

    assert sale.card is not None and sale.card.state is BenefitState.READY
    assert sale.totals.discount > 0 and slip.sale_no == sale.sale_no
    till.close()
    assert first_bad(shop) is None


def test_goods_the_programme_gives_nothing_on_leave_no_slip(till: Till) -> None:
    grant(till, LAN, {**FULL_MONTH, "staple": 0})
    till.checkout.scan(SOY)
    till.checkout.attach_card(LAN)
    till.checkout.set_subsidy("0")
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()

    assert slips(till) == []


def test_the_slip_is_printed_behind_the_receipt_and_again_as_a_reprint(till: Till) -> None:
    sale = sell(till)
    (slip,) = slips(till)
    entry_id = slip_entry_id(slip.sale_id)
    assert jobs(till)[-2:] == [(JobKind.RECEIPT, sale.sale_no), (JobKind.MAKE_GOOD, entry_id)]

    till.make_goods.reprint(slip.slip_no.lower(), reason="顾客丢失")
    assert jobs(till)[-1] == (JobKind.MAKE_GOOD_REPRINT, entry_id)
    first, again = (
        text_of(till.receipts.compose(PrintJob("job", kind, entry_id, 0, 0), again=False))
        for kind in (JobKind.MAKE_GOOD, JobKind.MAKE_GOOD_REPRINT)
    )
    assert slip.slip_no in first and "重印" not in first
    assert "补差凭证（重印）" in again
    sold = _books(till)[0].sale(sale.sale_no)
    assert sold is not None and sold.sealed.short_hash in first


def test_a_number_that_names_no_slip_of_this_till_is_refused_with_it(till: Till) -> None:
    sale = sell(till, card_no=None)
    number = sale.sale_no.replace("-0001", "-B0001")
    for wrong in (number, "S09-1-20261123-B0001", sale.sale_no):
        with pytest.raises(SlipUnknown):
            till.make_goods.reprint(wrong)


def test_when_the_disk_refuses_neither_the_sale_nor_the_slip_is_there_and_both_come_later(
    shop: Shop, till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    till.checkout.pay(TenderKind.CASH, None)
    ledger = _books(till)[0]
    refuse_the_second_entry(monkeypatch)
    with pytest.raises(LedgerUnwritable):
        till.checkout.done()
    assert entries_of(till, EntryKind.SALE) == [] and slips(till) == []

    monkeypatch.undo()
    till.checkout.done()
    assert len(slips(till)) == 1
    (claimed,) = entries_of(till, EntryKind.MAKE_GOOD_SLIP)
    assert ledger.head()[0] == claimed.sequence
    till.close()
    assert first_bad(shop) is None


def refuse_the_second_entry(patch: pytest.MonkeyPatch) -> None:
    """The disk is full when the slip is written, after the sale."""
    real = journal.insert

    def insert(
        cursor: Cursor, entry: Entry, previous_hash: bytes, sign: Callable[[bytes], bytes]
    ) -> SealedEntry:
        if entry.kind == EntryKind.MAKE_GOOD_SLIP:
            raise LedgerUnwritable(reason="full")
        return real(cursor, entry, previous_hash, sign)

    patch.setattr(journal, "insert", insert)
