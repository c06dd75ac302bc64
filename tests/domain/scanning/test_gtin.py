"""One article has many spellings of its number, and each of them finds it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.scanning.codes import (
    GoodsCode,
    LabelRules,
    PaymentCode,
    Scan,
    goods_behind_payment_code,
    read_scan,
)
from pos.domain.scanning.gtin import (
    GTIN_DIGITS,
    article_number,
    as_on_the_pack,
    check_digit,
    is_gtin,
    spelled_every_way,
    spellings,
    upc_e_expanded,
    upc_e_shortened,
)
from pos.errors.typed import BarcodeAddOnAlone, BarcodeCheckDigitWrong

SOUP = "036000291452"  # A UPC-A; the same article is 0036000291452 and 00036000291452.
COLA_SHORT, COLA = "04252614", "042100005264"
OIL = "6902265360100"
PAPER = "9771234567003"  # A magazine.

digits = st.text(alphabet="0123456789", max_size=13)
# Small numbers on purpose: many zeros in front, so that all lengths can spell them.
numbers = st.one_of(digits, st.integers(0, 99_999).map(str), st.integers(0, 9_999).map(lambda n: f"{n}00000"))
gtins = st.builds(
    lambda body, length: (full := body[-(length - 1) :].zfill(length - 1)) + check_digit(full),
    numbers,
    st.sampled_from(GTIN_DIGITS),
)


def scan(text: str, *, paying: bool = False) -> Scan:
    return read_scan(text, labels=LabelRules(), card_issuer="6201", paying=paying)


def meant(text: str) -> set[str]:
    """The article numbers that a scan may find."""
    found = scan(text)
    assert isinstance(found, GoodsCode)
    return {article_number(code) for code in (found.code, *found.others)}


@given(gtins)
def test_every_spelling_has_the_same_number_and_the_same_spellings(code: str) -> None:
    for spelling in spellings(code):
        assert article_number(spelling) == article_number(code)
        assert set(spellings(spelling)) == set(spellings(code))


@given(gtins)
def test_what_a_pack_prints_is_one_of_the_spellings(code: str) -> None:
    assert as_on_the_pack(article_number(code)) in spellings(code)


@given(gtins, gtins)
def test_other_numbers_share_no_spelling(one: str, other: str) -> None:
    shared = set(spellings(one)) & set(spellings(other))
    assert bool(shared) == (article_number(one) == article_number(other))


@given(st.text(alphabet="0123456789AB-", max_size=20).filter(lambda code: not is_gtin(code)))
def test_an_in_store_code_is_its_own_only_spelling(code: str) -> None:
    if upc_e_expanded(code) is None:
        assert spellings(code) == (code,)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (COLA_SHORT, COLA),
        ("01234505", "012000003455"),
        ("01234514", "012100003454"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234565", "012345000065"),
    ],
)
def test_a_short_upc_stands_for_a_long_one(short: str, long: str) -> None:
    assert upc_e_expanded(short) == long
    assert upc_e_expanded(upc_e_shortened(long) or "") == long


@given(st.integers(0, 1_999_999).map(lambda body: f"{body:07d}"))
def test_a_short_upc_and_its_long_form_are_one_article(body: str) -> None:
    for last in "0123456789":
        long = upc_e_expanded(body + last)
        if long is not None and not is_gtin(body + last):
            assert article_number(body + last) == article_number(long)


@pytest.mark.parametrize(
    "text",
    [
        SOUP, f"0{SOUP}", f"00{SOUP}", f"]E0{SOUP}", f"]E00{SOUP}",
        f"(01)00{SOUP}", f"(01)00{SOUP}(17)261231(10)AB1", f"]C10100{SOUP}17261231", f"]d2\x1d0100{SOUP}",
        f"]Q30100{SOUP}10A\x1d21B", f"]e00100{SOUP}", f"]C110LOT7\x1d0100{SOUP}", f"]d2172612310100{SOUP}",
        f"0100{SOUP}", f"0100{SOUP}17261231", f"https://id.gs1.org/01/00{SOUP}/10/A1", f"]I100{SOUP}",
        f"]Q1https://shop.example/01/00{SOUP}?17=261231",
    ],
)  # fmt: skip
def test_a_scan_means_the_article_whatever_the_scanner_puts_around_it(text: str) -> None:
    assert article_number(SOUP) in meant(text)


def test_a_mark_of_the_scanner_changes_nothing_for_any_kind() -> None:
    assert scan("]E496385074") == GoodsCode("96385074")
    assert scan("]C000123") == GoodsCode("00123")
    assert scan("]Q1S01-1-20261123-0087") == scan("S01-1-20261123-0087")
    assert scan("]C0134512345678901234", paying=True) == scan("134512345678901234", paying=True)


def test_another_first_digit_is_a_case_and_another_article() -> None:
    case = "1690226536010"
    case += check_digit(case)
    assert scan(case) == GoodsCode(case)
    assert article_number(case) != article_number(OIL)
    assert meant(f"(01){case}") == {case}


def test_a_misread_number_inside_a_string_is_told() -> None:
    for text in ("(01)06902265360105(17)261231", "]C10106902265360105", "]d20106902265360105\x1d10A"):
        with pytest.raises(BarcodeCheckDigitWrong):
            scan(text)


def test_a_short_upc_is_read_and_a_misread_one_is_not() -> None:
    assert meant(COLA_SHORT) == {article_number(COLA)}
    with pytest.raises(BarcodeCheckDigitWrong):
        scan("04252615")


@pytest.mark.parametrize("add_on", ["05", "00512", " 05", " 00512"])
@pytest.mark.parametrize("article", [PAPER, SOUP])
def test_an_add_on_beside_the_code_does_not_hide_the_article(article: str, add_on: str) -> None:
    assert article_number(article) in meant(article + add_on)
    assert article_number(article) in meant(f"]E3{article}{add_on}")


def test_an_add_on_alone_is_named() -> None:
    for text in ("]E105", "]E200512"):
        with pytest.raises(BarcodeAddOnAlone):
            scan(text)


def test_what_a_scanner_calls_an_ean_is_no_payment_code() -> None:
    article = "1312345678905"
    assert is_gtin(article)
    assert isinstance(scan(f"{article}00512", paying=True), PaymentCode)
    assert goods_behind_payment_code(f"{article}00512") == GoodsCode(article)
    assert isinstance(scan(f"]E3{article}00512", paying=True), GoodsCode)


def test_values_by_code_are_found_under_every_spelling_and_what_is_written_wins() -> None:
    found = spelled_every_way({SOUP: "米", f"0{SOUP}": "面", "00123": "蔬菜"})
    assert (found[SOUP], found[f"0{SOUP}"], found[f"00{SOUP}"], found["00123"]) == ("米", "面", "米", "蔬菜")
