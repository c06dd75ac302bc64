"""Goods come back to the counter: the till's own sales, told on the real ledger."""

from __future__ import annotations

import pytest

from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.selling.override import Override
from pos.errors.people import ApprovalNeeded, SignInNeeded
from pos.errors.returns import (
    ReturnBeforeSale,
    ReturnedAlready,
    ReturnEmpty,
    ReturnTooMuch,
    ReturnWhilePaying,
    VoidNothing,
    VoidTooLate,
)
from pos.errors.selling import LineUnknown, SaleUnknown
from pos.errors.shifts import ShiftNeeded
from pos.errors.typed import QuantityNotWhole
from pos.ledger.print_jobs import JobKind
from pos.services.till import Till
from tests.services.returning import ONE, WRONG, first_bad, ledger_of, left, money, return_goods, sell
from tests.shop import (
    CASHIER,
    CASHIER_PIN,
    FULL_MONTH,
    LAN,
    MANAGER,
    MANAGER_PIN,
    OIL,
    RICE,
    SOY,
    SPIRIT,
    Shop,
    grant,
    label,
)
from tests.small_entries import cash_moved, shift_closed, shift_count

TOMATOES = label("22", "00207", 1_000)  # 1.000 kg at 7.60


def test_a_sale_is_found_by_its_receipt_with_what_is_left_of_each_line(till: Till) -> None:
    sale_no = sell(till, "3*", SOY, TOMATOES)
    return_goods(till, sale_no, {1: ONE})

    found = till.returns.find(sale_no.lower())

    assert (found.sale_no, found.cashier, found.elsewhere) == (sale_no, "李芳", False)
    assert [(line.sold, line.returned, line.left) for line in found.lines] == [
        (3 * ONE, ONE, 2 * ONE),
        (ONE, 0, ONE),
    ]
    assert till.returns.find("1").sale_no == sale_no, "today's sale by its counter alone"


def test_the_scan_of_a_receipt_says_which_sale_it_is(till: Till) -> None:
    sale_no = sell(till, SOY)
    assert till.checkout.scan(sale_no).sale_no == sale_no


def test_a_part_comes_back_and_then_the_rest_and_then_nothing(till: Till) -> None:
    sale_no = sell(till, "3*", SOY)

    assert money(return_goods(till, sale_no, {1: ONE})) == {"cash": 990}
    assert money(return_goods(till, sale_no, {1: 2 * ONE})) == {"cash": 1_980}
    with pytest.raises(ReturnedAlready):
        return_goods(till, sale_no, {1: ONE})
    with pytest.raises(ReturnedAlready):
        till.returns.preview(till.returns.find(sale_no).token, {1: ONE})


def test_more_than_was_bought_cannot_come_back(till: Till) -> None:
    sale_no = sell(till, "2*", SOY)
    for wanted, refusal in (
        ({1: 3 * ONE}, ReturnTooMuch),
        ({1: 500}, QuantityNotWhole),
        ({7: ONE}, LineUnknown),
        ({}, ReturnEmpty),
    ):
        with pytest.raises(refusal):
            return_goods(till, sale_no, wanted)
    assert ledger_of(till).days.returns_on("2026-11-23") == 0


def test_a_sale_nobody_made_is_unknown(till: Till) -> None:
    for text in ("S01-1-20261123-0099", "rubbish", "", "99", "S01-1-20261123"):
        with pytest.raises(SaleUnknown):
            till.returns.find(text)


def test_a_joined_line_comes_back_bottle_by_bottle(till: Till) -> None:
    sale_no = sell(till, SOY, SOY, OIL)
    (soy, _oil) = till.returns.find(sale_no).lines
    assert (soy.sold, soy.payable) == (2 * ONE, 1_980)

    assert money(return_goods(till, sale_no, {1: ONE})) == {"cash": 990}
    assert money(return_goods(till, sale_no, {1: ONE, 2: ONE})) == {"cash": 990 + 6_990}


def test_weighed_goods_come_back_in_thirds_and_the_last_gram_makes_it_whole(till: Till) -> None:
    sale_no = sell(till, TOMATOES)

    amounts = [money(return_goods(till, sale_no, {1: grams}))["cash"] for grams in (333, 333, 333)]
    assert amounts == [253, 253, 253]
    assert money(return_goods(till, sale_no, {1: 1})) == {"cash": 1}


def test_a_card_sale_given_back_whole_leaves_the_card_as_it_was(till: Till) -> None:
    grant(till, LAN)
    sale_no = sell(till, TOMATOES, OIL, RICE, SOY, card=LAN)
    assert left(till, LAN) != FULL_MONTH

    for wanted in ({1: 250}, {1: 750, 2: ONE}, {3: ONE, 4: ONE}):
        return_goods(till, sale_no, wanted)

    assert left(till, LAN) == FULL_MONTH
    sums = ledger_of(till).sums_upto(ledger_of(till).head()[0])
    assert sums[1:] == (1, 0, 0, 0, 0)


def test_what_the_card_paid_goes_to_the_card_and_not_into_the_hand(till: Till) -> None:
    grant(till, LAN)
    sale_no = sell(till, SOY, SPIRIT, card=LAN)  # 9.90 by the subsidy, 30.00 in cash

    done = return_goods(till, sale_no, {1: ONE})

    assert money(done) == {}
    assert done.done.to_card == {"subsidy": 990}
    assert (done.before, done.after) == ({"subsidy": 5_010}, {"subsidy": 6_000})
    assert left(till, LAN) == FULL_MONTH


def test_after_the_month_the_subsidised_part_goes_nowhere(shop: Shop, till: Till) -> None:
    shop.clock.forward(days=7)  # 11-30
    grant(till, LAN)
    grant(till, LAN, month="2026-12", number=2)
    sale_no = sell(till, OIL, card=LAN)
    november = ledger_of(till).leases(LAN, "2026-11")
    shop.clock.forward(days=1)

    assert till.returns.find(sale_no).month_over
    done = return_goods(till, sale_no, {1: ONE})

    assert done.done.forfeited == {"staple": 6_990, "subsidy": 5_592}
    assert money(done) == {} and done.done.to_card == {}
    assert ledger_of(till).leases(LAN, "2026-11") == november
    assert left(till, LAN) == FULL_MONTH, "December is not November's to fill"


def test_money_goes_back_the_way_it_came(till: Till) -> None:
    pay = ((TenderKind.WECHAT, "20"), (TenderKind.CASH, "100"))
    sale_no = sell(till, SOY, OIL, pay=pay)  # 79.80: 20 by phone, the rest in cash with change

    assert money(return_goods(till, sale_no, {1: ONE})) == {"wechat": 990}
    assert money(return_goods(till, sale_no, {2: ONE})) == {"wechat": 1_010, "cash": 5_980}


def test_the_preview_is_what_will_be_done_and_writes_nothing(till: Till) -> None:
    grant(till, LAN)
    sale_no = sell(till, SOY, SPIRIT, card=LAN)
    head = ledger_of(till).head()
    token = till.returns.find(sale_no).token

    shown = till.returns.preview(token, {1: ONE, 2: ONE})

    assert ledger_of(till).head() == head
    assert return_goods(till, sale_no, {1: ONE, 2: ONE}, token=token).done == shown


def test_a_cashier_needs_somebody_and_the_entry_says_who(till: Till) -> None:
    sale_no = sell(till, SOY)
    with pytest.raises(ApprovalNeeded):
        till.returns.return_goods(sale_no, {1: ONE}, WRONG)

    return_goods(till, sale_no, {1: ONE})

    entry = ledger_of(till).days.returns_of(sale_no)[0]
    assert (entry.actor, entry.approver) == (CASHIER, MANAGER)
    assert (entry.data["rule"], entry.data["reason"]) == ("return_goods.cashier.needs_approval", WRONG)


def test_what_cannot_be_is_said_before_anybody_has_to_approve_it(till: Till) -> None:
    sale_no = sell(till, SOY)
    with pytest.raises(ReturnTooMuch):
        till.returns.return_goods(sale_no, {1: 2 * ONE}, WRONG)


def test_a_double_press_takes_back_once(till: Till) -> None:
    sale_no = sell(till, "2*", SOY)
    token = till.returns.find(sale_no).token
    first = return_goods(till, sale_no, {1: ONE}, token=token)

    again = till.returns.return_goods(sale_no, {1: ONE}, WRONG, token=token)

    assert again == first
    assert till.returns.find(sale_no).lines[0].left == ONE


def test_the_basket_on_the_counter_is_not_touched_and_its_card_sees_what_came_back(till: Till) -> None:
    grant(till, LAN)
    sale_no = sell(till, SPIRIT, SOY, card=LAN)
    till.checkout.scan(SPIRIT)
    till.checkout.scan(SOY)
    till.checkout.attach_card(LAN)
    lines = till.checkout.state.basket.lines
    assert (till.checkout.state.quote.before or {})["subsidy"] == 5_010

    return_goods(till, sale_no, {2: ONE})
    till.take_news()

    assert till.checkout.state.basket.lines == lines
    assert (till.checkout.state.quote.before or {})["subsidy"] == 6_000


def test_while_money_lies_on_the_counter_nothing_is_given_back(till: Till) -> None:
    sale_no = sell(till, SOY)
    till.checkout.scan(SOY)
    till.checkout.begin_payment()
    with pytest.raises(ReturnWhilePaying):
        till.returns.find(sale_no)
    with pytest.raises(ReturnWhilePaying):
        till.returns.last()
    with pytest.raises(ReturnWhilePaying):
        till.returns.return_goods(sale_no, {1: ONE}, WRONG)


def test_a_held_sale_waits_through_a_return(till: Till) -> None:
    sale_no = sell(till, SOY)
    till.checkout.scan(OIL)
    till.checkout.hold()

    return_goods(till, sale_no, {1: ONE})

    assert [line.code for line in till.checkout.recall(1).basket.lines] == [OIL]


def test_a_clock_set_back_would_choose_the_month_so_it_is_refused(shop: Shop, till: Till) -> None:
    sale_no = sell(till, SOY)
    shop.clock.forward(days=-2)
    with pytest.raises(ReturnBeforeSale):
        return_goods(till, sale_no, {1: ONE})


def test_nobody_signed_in_and_no_shift_means_no_return(shop: Shop, till: Till) -> None:
    sale_no = sell(till, SOY)
    till.people.sign_out()
    with pytest.raises(SignInNeeded):
        till.returns.find(sale_no)
    till.people.sign_in(CASHIER, CASHIER_PIN)
    till.checkout._parts.recorder.session.shift = None
    with pytest.raises(ShiftNeeded):
        till.returns.find(sale_no)


# ── Void ───────────────────────────────────────────────────────────────────────────────────


def void(till: Till, reason: str = "录错了") -> object:
    till.permissions.approve(Act.VOID_SALE, MANAGER, MANAGER_PIN)
    return till.returns.void_last(reason)


def test_the_sale_just_made_is_voided_whole(till: Till) -> None:
    grant(till, LAN)
    sale_no = sell(till, TOMATOES, SPIRIT, card=LAN)
    assert till.returns.last().sale_no == sale_no
    with pytest.raises(ApprovalNeeded):
        till.returns.void_last("录错了")

    void(till)

    entry = ledger_of(till).days.returns_of(sale_no)[0]
    assert entry.data["void"] is True
    assert entry.data["rule"] == "void_sale.cashier.needs_approval"
    assert left(till, LAN) == FULL_MONTH


def test_a_void_is_for_the_drawers_last_sale_only(till: Till) -> None:
    with pytest.raises(VoidNothing):
        void(till)
    first = sell(till, "2*", SOY)
    second = sell(till, SOY)
    void(till)
    with pytest.raises(VoidTooLate):
        void(till)
    assert ledger_of(till).days.returned_quantities(first) == {}
    assert ledger_of(till).days.returned_quantities(second) == {1: ONE}

    third = sell(till, "2*", SOY)
    return_goods(till, third, {1: ONE})
    with pytest.raises(VoidTooLate):
        void(till)


@pytest.mark.parametrize("said", [cash_moved(), shift_count(), Override(Act.OPEN_DRAWER, "r", "换零")])
def test_once_the_drawer_was_used_the_last_sale_is_returned_and_not_voided(till: Till, said: Record) -> None:
    sell(till, SOY)
    kind = EntryKind(said.told().kind)
    till.checkout._parts.recorder.fact(kind, said, business_date="2026-11-23")
    with pytest.raises(VoidTooLate):
        till.returns.last()


def test_what_does_not_concern_the_drawer_does_not_stop_a_void(till: Till) -> None:
    sell(till, SOY)
    till.checkout.scan(OIL)
    till.checkout.drop(1)
    cheaper = Override(Act.CHANGE_PRICE, "r", "破损")
    till.checkout._parts.recorder.fact(EntryKind.OVERRIDE, cheaper, business_date="2026-11-23")
    void(till)


def test_the_last_sale_of_another_shift_is_not_voided(till: Till) -> None:
    sell(till, SOY)
    closed = shift_closed(shift_id=till.checkout._parts.recorder.session.selling()[1].shift_id)
    till.checkout._parts.recorder.fact(EntryKind.SHIFT_CLOSED, closed, business_date="2026-11-23")
    till.checkout._parts.recorder.session.shift = None
    till.shifts.open("500")
    with pytest.raises(VoidNothing):
        void(till)


# ── Paper, power and disk ──────────────────────────────────────────────────────────────────


def test_the_slip_waits_in_the_transaction_of_the_return(till: Till) -> None:
    till.printing.stop()  # So that what waits is still there to be looked at.
    sale_no = sell(till, SOY)
    done = return_goods(till, sale_no, {1: ONE})

    (job,) = [j for j in ledger_of(till).print_jobs.waiting() if j.kind is JobKind.RETURN]
    slip = till.receipts.compose(job, again=False)
    assert job.subject == done.return_no == "S01-1-20261123-R001"
    assert slip.title == f"退货单 {done.return_no}" and slip.opens_drawer
    assert till.receipts.compose(job, again=True).opens_drawer is False
    assert till.receipts.slip_png(done.return_no).startswith(b"\x89PNG")


def test_a_slip_is_printed_again_with_a_reason_and_marked(till: Till) -> None:
    till.printing.stop()
    done = return_goods(till, sell(till, SOY), {1: ONE})
    till.returns.reprint(done.return_no, reason="卡纸")

    job = ledger_of(till).print_jobs.waiting()[-1]
    assert (job.kind, job.subject) == (JobKind.RETURN_REPRINT, done.return_no)
    payload = ledger_of(till).entries_after(ledger_of(till).head()[0] - 1, entries_max=1, bytes_max=10_000)
    entry = decode_entry(payload[0].sealed.payload)
    assert (entry.kind, entry.data["sale_no"], entry.data["reason"]) == (
        "receipt_reprinted",
        done.return_no,
        "卡纸",
    )


def test_a_till_that_died_after_the_commit_has_the_return_and_its_slip(shop: Shop, till: Till) -> None:
    sale_no = sell(till, "2*", SOY)
    token = till.returns.find(sale_no).token
    return_goods(till, sale_no, {1: ONE}, token=token)
    till.close()

    again = shop.start_selling()
    assert again.returns.find(sale_no).lines[0].left == ONE
    assert again.returns.return_goods(sale_no, {1: ONE}, WRONG, token=token).return_no.endswith("R001")
    assert again.returns.find(sale_no).lines[0].left == ONE
    again.close()
    assert first_bad(shop) is None


def test_the_number_of_a_token_is_never_used_for_other_goods(till: Till) -> None:
    sale_no = sell(till, SOY, OIL)
    token = till.returns.find(sale_no).token  # Spent; with other goods it still names what was done.
    first = return_goods(till, sale_no, {1: ONE}, token=token)
    assert till.returns.return_goods(sale_no, {2: ONE}, WRONG, token=token) == first


def test_a_month_of_returns_verifies(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    for _turn in range(3):
        sale_no = sell(till, TOMATOES, OIL, SOY, card=LAN)
        return_goods(till, sale_no, {1: 400, 3: ONE})
        return_goods(till, sale_no, {1: 600})
    till.people.sign_in(MANAGER, MANAGER_PIN)
    sell(till, RICE)
    till.returns.void_last("录错了")
    till.close()
    assert first_bad(shop) is None
