from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.quantity import QUANTITY_MAX, THOUSANDTHS_PER_GRAM, format_quantity, is_whole, parse_quantity
from pos.errors.typed import QuantityOutOfRange, QuantityUnreadable


@pytest.mark.parametrize(
    ("typed", "thousandths"),
    [
        ("1", 1000), ("3", 3000), ("0.912", 912), ("0.001", 1), ("2.5", 2500), ("2.50", 2500), (".5", 500),
        ("3.", 3000), ("+3", 3000), (" 3 ", 3000), ("２．５", 2500), ("１２３", 123000), ("2。5", 2500),
        ("007", 7000), ("9999", QUANTITY_MAX), ("9999.000", QUANTITY_MAX),
    ],
)  # fmt: skip
def test_quantities_are_read_with_up_to_three_decimals(typed: str, thousandths: int) -> None:
    assert parse_quantity(typed) == thousandths


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", ".", "-", "1.2345", "0.0001", "1.2.3", "1,5", "1,000", "3*", "x", "1e3", "٣", "²", "½", "三",
        "1 2", "+-3", "-+3", "--3", "++3", "- 3", "1\u00002", "0x1", "1_0", "1kg",
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused(typed: str) -> None:
    with pytest.raises(QuantityUnreadable) as refusal:
        parse_quantity(typed)
    assert refusal.value.facts == {"text": typed}


@pytest.mark.parametrize(
    "typed",
    [
        "0",
        "0.000",
        ".0",
        "-0",
        "-1",
        "−2",
        "－３",
        "9999.001",
        "10000",
        "1000000000",
        "6901234567892",
        "9" * 5000,
    ],
)
def test_nothing_less_than_nothing_and_a_barcode_are_no_quantities(typed: str) -> None:
    with pytest.raises(QuantityOutOfRange) as refusal:
        parse_quantity(typed)
    assert refusal.value.facts == {"text": typed[:40]}


@pytest.mark.parametrize(("typed", "fits"), [("0" * 8 + "0009", True), ("0" * 9 + "0009", False)])
def test_idle_zeros_count_as_digits(typed: str, *, fits: bool) -> None:
    if fits:
        assert parse_quantity(typed) == 9000
    else:
        with pytest.raises(QuantityOutOfRange):
            parse_quantity(typed)


@pytest.mark.parametrize(
    ("thousandths", "counted", "weighed"),
    [
        (1000, "1", "1.000"), (10_000, "10", "10.000"), (100_000, "100", "100.000"), (1500, "1.5", "1.500"),
        (912, "0.912", "0.912"), (1, "0.001", "0.001"), (QUANTITY_MAX, "9999", "9999.000"),
        (1010, "1.01", "1.010"),
    ],
)  # fmt: skip
def test_pieces_are_shown_without_idle_zeros_and_weights_with_them(
    thousandths: int, counted: str, weighed: str
) -> None:
    assert format_quantity(thousandths, weighed=False) == counted
    assert format_quantity(thousandths, weighed=True) == weighed


@given(st.one_of(st.integers(1, 3000), st.integers(1, QUANTITY_MAX)), st.booleans())
def test_what_is_shown_can_be_typed_again(thousandths: int, weighed: bool) -> None:
    assert parse_quantity(format_quantity(thousandths, weighed=weighed)) == thousandths


def test_a_whole_number_of_pieces_has_no_thousandths_left_over() -> None:
    assert [is_whole(thousandths) for thousandths in (1000, 2000, 999, 1001, 1500)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_refusal_repeats_no_more_than_forty_characters() -> None:
    with pytest.raises(QuantityUnreadable) as unreadable:
        parse_quantity("x" * 5000)
    assert unreadable.value.facts == {"text": "x" * 40}
    with pytest.raises(QuantityOutOfRange) as out_of_range:
        parse_quantity("0".ljust(60))
    assert out_of_range.value.facts == {"text": "0".ljust(40)}


def test_a_jin_is_half_a_kilogram() -> None:
    assert {unit: 500 * per_gram for unit, per_gram in THOUSANDTHS_PER_GRAM.items()} == {
        "kg": 500, "公斤": 500, "斤": 1000,
    }  # fmt: skip
