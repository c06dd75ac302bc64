from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.settlement.capitals import CAPITALS_YUAN_MAX, capitals

FEN_MAX = CAPITALS_YUAN_MAX * 100 + 99
amounts = st.one_of(
    st.integers(0, 10_000),
    st.integers(0, FEN_MAX),
    # Many zeros in many places: there the rules bite.
    st.lists(st.sampled_from("00000123459"), min_size=1, max_size=14).map(
        lambda digits: int("".join(digits))
    ),
)

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def number_read(text: str) -> int:
    """Read a whole number the other way round: from the left, digit by digit, as a person does."""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if name in text:
            high, low = text.split(name)
            return number_read(high) * unit + number_read(low)
    total = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            assert digit, f"{character} has no digit before it in {text}"
            total, digit = total + digit * UNITS[character], 0
    return total + digit


def fen_read(text: str) -> int:
    """Read an amount in capitals, in fen; it knows nothing of how they are written."""
    found = re.fullmatch(
        r"人民币(?P<sign>负?)(?:(?P<yuan>[^元]+)元)?零?(?:(?P<jiao>.)角)?(?:(?P<fen>.)分)?整?", text
    )
    assert found, text
    cents = DIGITS[found["jiao"] or "零"] * 10 + DIGITS[found["fen"] or "零"]
    return (number_read(found["yuan"] or "零") * 100 + cents) * (-1 if found["sign"] else 1)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        # The examples of the annex.
        (140_950, "人民币壹仟肆佰零玖元伍角"),
        (600_714, "人民币陆仟零柒元壹角肆分"),
        (168_032, "人民币壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "人民币壹拾万柒仟元伍角叁分"),
        (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32_504, "人民币叁佰贰拾伍元零肆分"),
        # Small ones.
        (0, "人民币零元整"),
        (1, "人民币壹分"),
        (10, "人民币壹角"),
        (11, "人民币壹角壹分"),
        (100, "人民币壹元整"),
        (101, "人民币壹元零壹分"),
        (110, "人民币壹元壹角"),
        (1_000, "人民币壹拾元整"),
        (1_005, "人民币壹拾元零伍分"),
        (10_000, "人民币壹佰元整"),
        (10_100, "人民币壹佰零壹元整"),
        (11_000, "人民币壹佰壹拾元整"),
        (100_001, "人民币壹仟元零壹分"),
        (100_100, "人民币壹仟零壹元整"),
        (101_000, "人民币壹仟零壹拾元整"),
        # Around 万.
        (999_999, "人民币玖仟玖佰玖拾玖元玖角玖分"),
        (1_000_000, "人民币壹万元整"),
        (1_000_100, "人民币壹万零壹元整"),
        (1_010_000, "人民币壹万零壹佰元整"),
        (1_100_000, "人民币壹万壹仟元整"),
        (10_000_000, "人民币壹拾万元整"),
        (10_010_000, "人民币壹拾万零壹佰元整"),
        (24_096_800, "人民币贰拾肆万零玖佰陆拾捌元整"),
        (99_999_999, "人民币玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (100_000_000, "人民币壹佰万元整"),
        # Around 亿.
        (9_999_999_900, "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整"),
        (10_000_000_000, "人民币壹亿元整"),
        (10_000_000_100, "人民币壹亿零壹元整"),
        (10_000_500_000, "人民币壹亿零伍仟元整"),
        (10_001_000_000, "人民币壹亿零壹万元整"),
        (10_050_000_000, "人民币壹亿零伍拾万元整"),
        (10_100_000_000, "人民币壹亿零壹佰万元整"),
        (11_000_010_000, "人民币壹亿壹仟万零壹佰元整"),
        (100_000_000_000, "人民币壹拾亿元整"),
        (100_100_000_005, "人民币壹拾亿零壹佰万元零伍分"),
        (FEN_MAX, "人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        # What is owed back.
        (-32_504, "人民币负叁佰贰拾伍元零肆分"),
        (-5, "人民币负伍分"),
    ],
)
def test_an_amount_is_written_as_the_bank_takes_it(amount: int, written: str) -> None:
    assert capitals(amount) == written


def test_every_amount_up_to_a_hundred_thousand_yuan_reads_back_whole_and_by_its_cents() -> None:
    for yuan in range(100_001):
        assert fen_read(capitals(yuan * 100)) == yuan * 100
    for cents in range(20_001):
        assert fen_read(capitals(cents)) == cents


@given(amount=amounts)
def test_what_is_written_reads_back_to_the_fen(amount: int) -> None:
    assert fen_read(capitals(amount)) == amount
    assert fen_read(capitals(-amount)) == -amount


@given(amount=amounts)
def test_the_writing_keeps_the_rules_of_the_annex(amount: int) -> None:
    said = capitals(amount)

    assert said.endswith("整") == (amount % 100 == 0), "整 stands after 元 and nowhere else"
    assert "零零" not in said
    assert amount == 0 or not re.search("零[元角分万亿拾佰仟]", said), "a 零 never ends a number"
    assert ("元零" in said) == (amount >= 100 and 0 < amount % 100 < 10)
    assert " " not in said and said.count("人民币") == 1


@given(left=amounts, right=amounts)
def test_two_amounts_never_look_alike(left: int, right: int) -> None:
    assert (capitals(left) == capitals(right)) == (left == right)


def test_an_amount_beyond_all_reason_stops_the_program() -> None:
    with pytest.raises(AssertionError):
        capitals(FEN_MAX + 1)
