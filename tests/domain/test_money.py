from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.money import AMOUNT_FEN_MAX, allocate, format_yuan, half_up, parse_yuan
from pos.errors.typed import AmountOutOfRange, AmountUnreadable

small_weights = st.lists(st.integers(0, 5), max_size=6)

# ── Rounding ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (0, 1, 0),
        (1, 2, 1),
        (3, 2, 2),
        (1, 3, 0),
        (2, 3, 1),
        (454176, 1000, 454),
        (4996, 1000, 5),
        (25, 10, 3),
    ],
)
def test_halves_are_rounded_up(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@given(numerator=st.integers(0, 300), denominator=st.integers(1, 30))
def test_rounding_is_never_off_by_more_than_half(numerator: int, denominator: int) -> None:
    off = half_up(numerator, denominator) - Fraction(numerator, denominator)

    assert Fraction(-1, 2) < off <= Fraction(1, 2)


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 2), (1, 0), (1, -2)])
def test_rounding_below_zero_is_a_bug(numerator: int, denominator: int) -> None:
    with pytest.raises(AssertionError):
        half_up(numerator, denominator)


# ── Splitting ──────────────────────────────────────────────────────────────────────────────


@given(amount=st.integers(0, 40), weights=small_weights)
def test_splitting_never_makes_or_loses_a_fen(amount: int, weights: list[int]) -> None:
    total = sum(weights)
    parts = allocate(amount if total else 0, weights)

    assert sum(parts) == (amount if total else 0)
    assert len(parts) == len(weights)
    for part, weight in zip(parts, weights, strict=True):
        floor = amount * weight // total if total else 0
        assert floor <= part <= floor + (weight > 0)


@given(amount=st.integers(0, 40), weights=small_weights.filter(any))
def test_the_odd_fen_go_to_those_who_lost_most_and_to_the_earlier_of_equals(
    amount: int, weights: list[int]
) -> None:
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    lost = [share - int(share) for share in exact]
    got_one = [part > share for part, share in zip(allocate(amount, weights), exact, strict=True)]

    for first in range(len(weights)):
        for second in range(first + 1, len(weights)):
            if got_one[second] and not got_one[first]:
                assert lost[second] > lost[first]
            if got_one[first] and not got_one[second]:
                assert lost[first] >= lost[second]


@given(weights=small_weights, data=st.data())
def test_no_share_of_less_than_the_whole_is_more_than_its_weight(
    weights: list[int], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, sum(weights)))

    assert all(part <= weight for part, weight in zip(allocate(amount, weights), weights, strict=True))


@given(amount=st.integers(0, 40), weights=small_weights.filter(any))
def test_a_share_without_weight_changes_nothing_for_the_others(amount: int, weights: list[int]) -> None:
    with_idle = [weight for each in weights for weight in (0, each)]

    assert allocate(amount, with_idle)[1::2] == allocate(amount, weights)


def test_nothing_can_be_split_over_nothing() -> None:
    assert allocate(0, []) == ()
    assert allocate(0, [0, 0]) == (0, 0)
    with pytest.raises(AssertionError, match="over nothing"):
        allocate(1, [0, 0])


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, [-1, 3])])
def test_splitting_below_zero_is_a_bug(amount: int, weights: list[int]) -> None:
    with pytest.raises(AssertionError):
        allocate(amount, weights)


# ── Typed amounts ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12", 1200), ("12.5", 1250), ("12.50", 1250), ("12.05", 1205), ("0.01", 1), ("0", 0), ("00", 0),
        (".5", 50), ("5.", 500), ("+5", 500), ("-0", 0), ("−0.00", 0), ("007", 700), ("  8 ", 800),
        ("1,234.50", 123450), ("12,345", 1234500), ("10,500", 1050000), ("999,999.99", AMOUNT_FEN_MAX),
        ("１２．５０", 1250), ("１２３４．５０", 123450), ("１，２３４．５", 123450), ("1，234。5", 123450),
        ("＋３", 300), ("　４　", 400),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", ".", ",", "-", "+", "−.", "1.2.3", "1..2", "12.345", "12,34", "1,2345", "1234,567", ",123",
        "1,", "1,,234", "1,234,", "12.3,4", "1.234,50", "0,500", "0,001", "--5", "+-5", "-+5", "- 5", "1 2",
        "1e3", "0x10", "1_000", "NaN", "inf", "٣", "1٣", "²", "Ⅷ", "½", "十二", "12元", "¥12", "￥１２", "$5",
        "1\n2", "1\u00002", "1\u200b2", "5%", "1/2", "１２３４，５",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_whatever_python_thinks_of_it(typed: str) -> None:
    with pytest.raises(AmountUnreadable) as refusal:
        parse_yuan(typed)
    assert refusal.value.facts == {"text": typed}


@pytest.mark.parametrize(
    "typed",
    ["-5", "−0.01", "－１", "1000000", "1,000,000.00", "1,234,567", "9" * 12, "9" * 13, "9" * 5000, "0" * 13],
)
def test_amounts_below_zero_or_beyond_the_till_are_out_of_range(typed: str) -> None:
    with pytest.raises(AmountOutOfRange) as refusal:
        parse_yuan(typed)
    assert refusal.value.facts == {"text": typed[:40]}


def test_twelve_digits_are_still_looked_at_and_thirteen_are_not() -> None:
    assert parse_yuan("000000999999.99") == AMOUNT_FEN_MAX
    with pytest.raises(AmountOutOfRange):
        parse_yuan("0000000999999.99")


def test_a_scanned_jam_in_the_amount_field_is_refused_and_not_repeated_whole() -> None:
    with pytest.raises(AmountUnreadable) as refusal:
        parse_yuan("x" * 5000)
    assert refusal.value.facts == {"text": "x" * 40}
    with pytest.raises(AmountOutOfRange) as out_of_range:
        parse_yuan("-5".ljust(60))
    assert out_of_range.value.facts == {"text": "-5".ljust(40)}


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (10, "0.10"),
        (123450, "1,234.50"),
        (99999999, "999,999.99"),
        (-5, "−0.05"),
        (-123456, "−1,234.56"),
    ],
)
def test_amounts_are_shown_with_two_decimals_and_groups(fen: int, shown: str) -> None:
    assert format_yuan(fen) == shown


@given(st.one_of(st.integers(0, 1000), st.integers(0, AMOUNT_FEN_MAX)))
def test_what_is_shown_can_be_typed_again(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


@given(st.text(alphabet="0123456789.,+-−。，１ ٣x", max_size=9))
def test_typing_anything_gives_an_amount_in_range_or_a_refusal(typed: str) -> None:
    try:
        fen = parse_yuan(typed)
    except (AmountUnreadable, AmountOutOfRange):
        return
    assert 0 <= fen <= AMOUNT_FEN_MAX
