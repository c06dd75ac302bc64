"""The drawer adds up, whatever happened to it, and a count is read as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.record import record_from_data, record_to_data
from pos.domain.shifts.drawer import (
    DENOMINATIONS,
    DrawerMoves,
    checked_denominations,
    denominations_from_data,
    denominations_to_data,
    parse_denominations,
    sum_of,
)
from pos.domain.shifts.shift_close import ShiftCount
from pos.errors.ledger import EntryWrong
from pos.errors.typed import AmountUnreadable, CountUnreadable

fen = st.integers(0, 30)
counts = st.dictionaries(st.sampled_from(DENOMINATIONS), st.integers(0, 4))


@given(fen, st.lists(st.tuples(st.sampled_from(["sale", "change", "refund", "in", "out"]), fen), max_size=8))
def test_what_must_be_there_is_what_one_gets_by_moving_each_coin(
    float_fen: int, moves: list[tuple[str, int]]
) -> None:
    in_the_drawer = float_fen
    for what, amount in moves:
        in_the_drawer += amount if what in ("sale", "in") else -amount

    def of(what: str) -> int:
        return sum(amount for kind, amount in moves if kind == what)

    drawer = DrawerMoves(float_fen, of("sale"), of("change"), of("refund"), of("in"), of("out"))
    assert drawer.expected == in_the_drawer


def test_the_count_of_the_design_is_read_and_summed() -> None:
    counted = parse_denominations("100x41 50x14 20x16 10x12 5x9 1x28 0.5x6 0.1x4")

    assert counted == {10_000: 41, 5_000: 14, 2_000: 16, 1_000: 12, 500: 9, 100: 28, 50: 6, 10: 4}
    assert sum_of(counted) == 531_640


@pytest.mark.parametrize("typed", ["１００ｘ２　0.5*3", "100×1 100X1 0.50x3", "100＊2 .5x3 50x0"])
def test_full_width_and_other_signs_for_times_are_understood(typed: str) -> None:
    assert parse_denominations(typed) == {10_000: 2, 50: 3}


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("100x41 50", "50"),
        ("100x", "100x"),
        ("100x-1", "100x-1"),
        ("30x2", "30.00x2"),
        ("0.2x1", "0.20x1"),
        ("100x12345", "100x12345"),
        ("100x1.5", "100x1.5"),
        ("100x9999 100x1", "100.00x10000"),
    ],
)
def test_a_part_that_is_no_note_is_named(typed: str, part: str) -> None:
    with pytest.raises(CountUnreadable) as refused:
        parse_denominations(typed)
    assert refused.value.facts == {"text": part}


def test_a_denomination_that_is_no_number_is_an_amount_nobody_can_read() -> None:
    with pytest.raises(AmountUnreadable):
        parse_denominations("axb 100x2".replace("b", "2"))


@given(counts)
def test_a_count_is_written_and_read_back_the_largest_first(counted: dict[int, int]) -> None:
    checked = checked_denominations(counted)

    assert sum_of(checked) == sum_of(counted)
    assert list(checked) == sorted(checked, reverse=True)
    read = denominations_from_data(denominations_to_data(checked))
    assert read == checked and list(read or ()) == list(checked)
    assert denominations_from_data(denominations_to_data(None)) is None


@pytest.mark.parametrize("written", [{"x": 1}, {"١": 1}, {"0100": 2}, {"100": "2"}, {"100": -1}, [], "100"])
def test_a_count_that_was_not_written_by_us_is_refused(written: object) -> None:
    count = record_to_data(ShiftCount("shift-1", "cash", 200, {"100": 2}, 200, 0, None))
    assert record_from_data(ShiftCount, count).denominations == {100: 2}
    with pytest.raises(EntryWrong):
        record_from_data(ShiftCount, count | {"denominations": written})
