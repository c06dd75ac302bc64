"""A layout of scale labels is one line of data: a new one is read without a line of code."""

from __future__ import annotations

import pytest

from pos.domain.scanning.codes import LabelRules, ScaleLabel, ean_check_digit, read_scan
from pos.domain.scanning.label_layout import LAYOUTS, LabelLayout
from pos.errors.typed import BarcodeCheckDigitWrong, LabelEmpty


def read(code: str, layout: LabelLayout) -> object:
    rules = LabelRules(layouts={"24": layout})
    return read_scan(code, labels=rules, card_issuer="6201", paying=False)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_a_layout_names_each_digit_once_and_says_what_is_bought(layout: LabelLayout) -> None:
    fields = layout.fields("".join(str(place % 10) for place in range(len(layout.digits))))
    assert set(fields) <= set("PLAWC")
    assert {"P", "L"} <= set(fields)
    assert len({"A", "W"} & set(fields)) == 1
    assert "".join(fields.values()) == "".join(str(place % 10) for place in range(len(layout.digits)))


def test_a_layout_of_another_length_and_order_is_read_as_its_letters_say() -> None:
    later = LabelLayout("LATER", "PPWWWWLLLLLL")
    assert read("241234000123", later) == ScaleLabel("241234000123", "000123", None, 1_234)


def test_a_layout_without_a_check_digit_asks_for_none_and_one_with_it_does() -> None:
    without, with_digit = LabelLayout("A", "PPLLLLLAAAAAA"), LabelLayout("B", "PPLLLLLAAAAAC")
    body = "240012300454"
    right = body + ean_check_digit(body)
    wrong = body + str((int(right[-1]) + 1) % 10)
    assert read(wrong, without) == ScaleLabel(wrong, "00123", int(wrong[7:]), None)
    assert read(right, with_digit) == ScaleLabel(right, "00123", 454, None)
    with pytest.raises(BarcodeCheckDigitWrong):
        read(wrong, with_digit)


def test_an_empty_label_is_refused_whatever_its_layout() -> None:
    with pytest.raises(LabelEmpty):
        read("240000000123", LabelLayout("LATER", "PPWWWWLLLLLL"))
