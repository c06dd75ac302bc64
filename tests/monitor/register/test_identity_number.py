"""Identity numbers as streets write them: typed forms become one, and what does not fit is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.register.identity_number import IdentityFinding, birth_digits, read_identity

RIGHT = "11010519491231002X"  # The example of the standard.


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "'11010519491231002X",
    ],
)
def test_one_number_is_written_in_many_ways(text: str) -> None:
    assert read_identity(text) == (RIGHT, None)


def test_an_old_number_of_fifteen_digits_becomes_one_of_eighteen() -> None:
    assert read_identity("110105491231002") == (RIGHT, None)
    assert birth_digits(RIGHT) == "19491231"


def test_a_wrong_check_digit_is_kept_and_asks_for_a_second_look() -> None:
    assert read_identity("110105194912310021") == ("110105194912310021", IdentityFinding.CHECK_DIGIT)


def test_a_birth_date_that_no_calendar_has_asks_for_a_second_look() -> None:
    read = [read_identity(f"11010519490230002{last}") for last in "0123456789X"]
    assert sorted({each.finding for each in read if each.finding}) == ["birth_date", "check_digit"]


@pytest.mark.parametrize("text", ["", "1234", "X" * 18, RIGHT[:-1], RIGHT + "1", "见附件"])
def test_what_is_no_number_is_unreadable(text: str) -> None:
    assert read_identity(text).finding is IdentityFinding.UNREADABLE


@given(place=st.integers(6, 16), digit=st.sampled_from("0123456789"))
def test_no_single_wrong_digit_passes(place: int, digit: str) -> None:
    wrong = RIGHT[:place] + digit + RIGHT[place + 1 :]
    assert (read_identity(wrong).finding is None) == (wrong == RIGHT)
