"""Goods into the basket and out again, told on the real ledger."""

from __future__ import annotations

import pytest

from pos.domain.selling.basket import Origin
from pos.errors import PosError
from pos.errors.cards import (
    CardCheckDigitWrong,
    CardExpired,
    CardForeign,
    CardLost,
    CardNotYetValid,
    CardSuspended,
    CardUnknown,
)
from pos.errors.selling import LineUnknown
from pos.errors.typed import (
    BarcodeCheckDigitWrong,
    BarcodeUnknown,
    LabelEmpty,
    PaymentCodeNotExpected,
    QuantityFixedByLabel,
    QuantityNotWhole,
    QuantityOutOfRange,
    QuantityUnreadable,
    ScanUnreadable,
    WeightNeeded,
)
from pos.services.counter.state import ScanKind
from pos.services.till import Till
from tests.shop import (
    EARLY,
    EXPIRED,
    FOREIGN,
    LAN,
    LOST,
    OIL,
    RICE,
    SOY,
    SUSPENDED,
    card_number,
    ean,
    label,
)

WECHAT_CODE = "134567890123456789"


# ── Goods ──────────────────────────────────────────────────────────────────────────────────


def test_a_scanned_code_becomes_a_line_at_market_price(till: Till) -> None:
    result = till.checkout.scan(SOY)

    assert result.kind is ScanKind.GOODS
    assert result.line_number == 1
    assert result.state.basket.lines[0].name == "酿造生抽 500ml"
    assert result.state.quote.totals.payable == 990


def test_the_same_goods_twice_in_a_row_become_one_line(till: Till) -> None:
    till.checkout.scan(SOY)
    state = till.checkout.scan(SOY).state

    assert [line.quantity for line in state.basket.lines] == [2000]


def test_the_same_goods_later_get_a_line_of_their_own(till: Till) -> None:
    for code in (SOY, OIL, SOY):
        till.checkout.scan(code)

    assert [line.name for line in till.checkout.state.basket.lines] == [
        "酿造生抽 500ml",
        "压榨菜籽油 5L",
        "酿造生抽 500ml",
    ]


def test_a_quantity_typed_before_is_used_by_the_next_goods_only(till: Till) -> None:
    till.checkout.set_next_quantity("3")
    till.checkout.scan(OIL)
    state = till.checkout.scan(SOY).state

    assert [line.quantity for line in state.basket.lines] == [3000, 1000]


def test_an_amount_label_wins_over_price_times_weight(till: Till) -> None:
    state = till.checkout.scan(label("21", "00123", 456)).state

    assert state.quote.totals.payable == 456
    assert state.basket.lines[0].quantity == 916  # 4.56 at 4.98 a kg, for showing only


def test_a_weight_label_is_priced_by_the_goods_unit(till: Till) -> None:
    till.checkout.scan(label("22", "00123", 912))
    state = till.checkout.scan(label("22", "00301", 750)).state

    assert [line.quantity for line in state.basket.lines] == [912, 1500]  # 0.912 kg, 1.5 斤
    assert [line.market for line in state.quote.lines] == [454, 270]


def test_loose_goods_from_the_grid_need_a_weight(till: Till) -> None:
    with pytest.raises(WeightNeeded):
        till.checkout.add_goods("00207", origin=Origin.QUICK_KEY)

    state = till.checkout.add_goods("00207", quantity=1354, origin=Origin.QUICK_KEY).state

    assert state.quote.totals.payable == 1029


def test_full_width_digits_are_read_as_typed(till: Till) -> None:
    state = till.checkout.scan("６９０２２６５３６０１００").state

    assert state.basket.lines[0].code == SOY


def test_dropping_a_line_renumbers_the_others_and_is_remembered(till: Till) -> None:
    for code in (SOY, OIL, RICE):
        till.checkout.scan(code)
    entries_before = till.checkout._parts.recorder.ledger.head()[0]

    state = till.checkout.drop(2)

    assert [(line.number, line.code) for line in state.basket.lines] == [(1, SOY), (2, RICE)]
    assert till.checkout._parts.recorder.ledger.head()[0] == entries_before + 1


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (ean("690000000000"), BarcodeUnknown),
        ("6902265360101", BarcodeCheckDigitWrong),
        ("xyz", BarcodeUnknown),
        ("9" * 5000, ScanUnreadable),
        ("69022\x006536", ScanUnreadable),
        ("", ScanUnreadable),
        (label("21", "00123", 0), LabelEmpty),
        (label("21", "09999", 300), BarcodeUnknown),
        (WECHAT_CODE, PaymentCodeNotExpected),
        ("00123", WeightNeeded),
        (LOST, CardLost),
        (SUSPENDED, CardSuspended),
        (EXPIRED, CardExpired),
        (EARLY, CardNotYetValid),
        (FOREIGN, CardForeign),
        (card_number(404), CardUnknown),
        (LAN[:-1] + str((int(LAN[-1]) + 1) % 10), CardCheckDigitWrong),
    ],
)
def test_a_scan_that_is_refused_changes_nothing(till: Till, code: str, refusal: type[PosError]) -> None:
    till.checkout.scan(SOY)
    before = till.checkout.state

    with pytest.raises(refusal):
        till.checkout.scan(code)

    assert till.checkout.state == before


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("0", QuantityOutOfRange),
        ("-2", QuantityOutOfRange),
        ("1000000000", QuantityOutOfRange),
        ("1.234", QuantityNotWhole),
        ("1.2345", QuantityUnreadable),
        ("1.2.3", QuantityUnreadable),
        ("two", QuantityUnreadable),
    ],
)
def test_a_quantity_that_makes_no_sense_is_refused(till: Till, text: str, refusal: type[PosError]) -> None:
    till.checkout.scan(SOY)

    with pytest.raises(refusal):
        till.checkout.set_quantity(1, text)

    assert till.checkout.state.basket.lines[0].quantity == 1000


def test_a_labels_quantity_cannot_be_typed(till: Till) -> None:
    till.checkout.scan(label("21", "00123", 456))

    with pytest.raises(QuantityFixedByLabel):
        till.checkout.set_quantity(1, "2")


def test_full_width_quantities_are_accepted(till: Till) -> None:
    till.checkout.scan(SOY)

    assert till.checkout.set_quantity(1, "１２").basket.lines[0].quantity == 12_000


def test_a_line_that_is_not_there_cannot_be_dropped(till: Till) -> None:
    with pytest.raises(LineUnknown):
        till.checkout.drop(1)
