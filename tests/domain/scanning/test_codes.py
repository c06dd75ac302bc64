from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.scanning.codes import (
    CardCode,
    GoodsCode,
    LabelRules,
    PaymentCode,
    PaymentProvider,
    SaleCode,
    ScaleLabel,
    Scan,
    card_tail,
    ean_check_digit,
    ean_is_valid,
    luhn_check_digit,
    payment_provider,
    read_card_number,
    read_scan,
)
from pos.domain.scanning.label_layout import LAYOUTS
from pos.errors.cards import CardCheckDigitWrong, CardForeign
from pos.errors.typed import BarcodeCheckDigitWrong, LabelEmpty, ScanUnreadable
from tests.strategies import CARD_NO

digits = st.text(alphabet="0123456789", min_size=1, max_size=24)


def scan(text: str, *, paying: bool = False, check_digit: bool = True) -> Scan:
    return read_scan(text, labels=LabelRules(check_digit=check_digit), card_issuer="6201", paying=paying)


def with_check_digit(body: str) -> str:
    return body + ean_check_digit(body)


# ── Goods ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "code",
    [
        "96385074",  # EAN-8, the example of the GS1 specification.
        "036000291452",  # UPC-A
        "4006381333931",  # EAN-13
        "6901234567892",  # EAN-13 of China
        "9771234567003",  # a magazine
    ],
)
def test_printed_goods_codes_carry_their_check_digit(code: str) -> None:
    assert scan(code) == GoodsCode(code)
    for digit in set("0123456789") - {code[-1]}:
        with pytest.raises(BarcodeCheckDigitWrong) as refusal:
            scan(code[:-1] + digit)
        assert refusal.value.facts == {"barcode": code[:-1] + digit}


@given(st.sampled_from([7, 11, 12]), st.data())
def test_one_wrong_digit_or_two_neighbours_swapped_are_noticed(length: int, data: st.DataObject) -> None:
    code = with_check_digit(data.draw(st.text(alphabet="0123456789", min_size=length, max_size=length)))
    place = data.draw(st.integers(0, length - 1))
    other = data.draw(st.sampled_from("0123456789"))

    assert ean_is_valid(code[:place] + other + code[place + 1 :]) == (other == code[place])
    left, right = int(code[place]), int(code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    # Weights 3 and 1 cannot tell a swap of digits five apart: the code's own weakness, not ours.
    assert ean_is_valid(swapped) == ((left - right) % 5 == 0)


@pytest.mark.parametrize("code", ["1", "1001", "123456789", "12345678901", "12345678901234", "A-17", "PLU 5"])
def test_in_store_codes_of_other_lengths_have_no_check_digit(code: str) -> None:
    assert scan(code) == GoodsCode(code)


def test_full_width_digits_and_the_blanks_around_a_scan_do_not_matter() -> None:
    assert scan(" ６９０１２３４５６７８９２\r\n") == GoodsCode("6901234567892")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\r\n",
        "9" * 65,
        "9" * 5000,
        "690\x00123",
        "690\x1b@",
        "土豆",
        "６９０土",
        "٣٣٣",
        "²²",
        "690\n123",
        "\u200b1",
    ],
)
def test_noise_is_no_scan(text: str) -> None:
    with pytest.raises(ScanUnreadable) as refusal:
        scan(text)
    assert refusal.value.facts == {"length": len(text)}


def test_sixty_four_characters_are_still_read() -> None:
    assert scan("9" * 64) == GoodsCode("9" * 64)


# ── Scale labels ───────────────────────────────────────────────────────────────────────────

AMOUNT_LABEL = with_check_digit("201001200456")  # Prefix 20, PLU 10012, 4.56 yuan.
WEIGHT_LABEL = with_check_digit("221001200912")  # Prefix 22, PLU 10012, 912 g.


@pytest.mark.parametrize("prefix", ["20", "21"])
def test_an_amount_label_says_goods_and_fen(prefix: str) -> None:
    code = with_check_digit(f"{prefix}1001200456")

    assert scan(code) == ScaleLabel(code, "10012", amount=456, weight_grams=None)


def test_a_weight_label_says_goods_and_grams() -> None:
    assert scan(WEIGHT_LABEL) == ScaleLabel(WEIGHT_LABEL, "10012", amount=None, weight_grams=912)


def test_a_label_holds_up_to_999_yuan_99() -> None:
    code = with_check_digit("201001299999")

    assert scan(code) == ScaleLabel(code, "10012", amount=99999, weight_grams=None)


@pytest.mark.parametrize("label", [AMOUNT_LABEL, WEIGHT_LABEL])
def test_a_label_with_a_wrong_check_digit_is_refused_unless_the_shop_says_otherwise(label: str) -> None:
    wrong = label[:-1] + str((int(label[-1]) + 1) % 10)

    with pytest.raises(BarcodeCheckDigitWrong):
        scan(wrong)
    read = scan(wrong, check_digit=False)
    assert isinstance(read, ScaleLabel)
    assert (read.code, read.plu) == (wrong, "10012")


def test_labels_are_checked_unless_the_shop_says_otherwise() -> None:
    assert LabelRules().check_digit is True
    assert dict(LabelRules().layouts) == {
        "20": LAYOUTS["AMT13"], "21": LAYOUTS["AMT13"], "22": LAYOUTS["WGT13"],
    }  # fmt: skip


def test_the_switch_is_for_labels_only() -> None:
    with pytest.raises(BarcodeCheckDigitWrong):
        scan("6901234567893", check_digit=False)


@pytest.mark.parametrize("body", ["201001200000", "221001200000"])
def test_an_empty_label_is_refused(body: str) -> None:
    with pytest.raises(LabelEmpty) as refusal:
        scan(with_check_digit(body))
    assert refusal.value.facts == {"barcode": with_check_digit(body)}


def test_the_check_digit_is_looked_at_before_the_amount() -> None:
    empty = with_check_digit("201001200000")

    with pytest.raises(BarcodeCheckDigitWrong):
        scan(empty[:-1] + str((int(empty[-1]) + 1) % 10))


def test_thirteen_digits_with_the_shops_prefix_are_a_label_and_with_another_are_goods() -> None:
    as_goods = with_check_digit("231001200456")

    assert isinstance(scan(AMOUNT_LABEL), ScaleLabel)
    assert scan(as_goods) == GoodsCode(as_goods)  # Prefix 23 is not in the shop's list.
    only_23 = LabelRules(layouts={"23": LAYOUTS["WGT13"]})
    assert read_scan(AMOUNT_LABEL, labels=only_23, card_issuer="6201", paying=False) == GoodsCode(
        AMOUNT_LABEL
    )
    assert read_scan(as_goods, labels=only_23, card_issuer="6201", paying=False) == ScaleLabel(
        as_goods, "10012", amount=None, weight_grams=456
    )


def test_twelve_digits_with_a_label_prefix_are_goods() -> None:
    assert scan(with_check_digit("20100120045")) == GoodsCode(with_check_digit("20100120045"))


# ── Cards ──────────────────────────────────────────────────────────────────────────────────


def test_the_check_digit_of_a_card_is_luhns() -> None:
    assert luhn_check_digit("7992739871") == "3"  # The example everybody uses.
    assert luhn_check_digit("620100000000001") == CARD_NO[-1]
    assert luhn_check_digit("0") == "0"


def test_a_card_of_the_federation_is_a_card_whatever_the_screen() -> None:
    assert scan(CARD_NO) == CardCode(CARD_NO)
    assert scan(CARD_NO, paying=True) == CardCode(CARD_NO)


def test_a_card_may_be_typed_in_groups_and_full_width() -> None:
    assert read_card_number("6201 0000 0000 0012", card_issuer="6201") == CARD_NO
    assert read_card_number("　６２０１００００　００００００１２ ", card_issuer="6201") == CARD_NO


@given(st.integers(0, 14), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_card_is_noticed(place: int, digit: str) -> None:
    typed = CARD_NO[:place] + digit + CARD_NO[place + 1 :]

    if digit == CARD_NO[place]:
        assert read_card_number(typed, card_issuer="6201") == CARD_NO
    else:
        with pytest.raises(CardCheckDigitWrong):
            read_card_number(typed, card_issuer="6201")


def test_a_bank_card_or_another_federations_card_is_foreign() -> None:
    foreign = "621700000000000" + luhn_check_digit("621700000000000")

    with pytest.raises(CardForeign) as refusal:
        scan(foreign)
    assert refusal.value.facts == {"tail": foreign[-4:]}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6201",
        CARD_NO[:-1],
        CARD_NO + "0",
        CARD_NO[:-1] + "9",
        "62010000000000x8",
        "٦٢٠١000000000012",
        "x" * 5000,
    ],
)
def test_what_is_no_card_number_is_told_by_its_last_four_only(typed: str) -> None:
    with pytest.raises(CardCheckDigitWrong) as refusal:
        read_card_number(typed, card_issuer="6201")
    assert refusal.value.facts == {"tail": typed[-4:]}


def test_sixteen_digits_that_do_not_begin_like_a_card_are_goods() -> None:
    assert scan("1234567890123456") == GoodsCode("1234567890123456")


def test_a_federation_may_have_an_issuers_number_that_no_bank_has() -> None:
    number = "510100000000001" + luhn_check_digit("510100000000001")
    rules = LabelRules()

    assert read_scan(number, labels=rules, card_issuer="5101", paying=False) == CardCode(number)
    assert read_scan(number, labels=rules, card_issuer="6201", paying=False) == GoodsCode(number)
    with pytest.raises(CardForeign):
        read_scan(CARD_NO, labels=rules, card_issuer="5101", paying=False)


@pytest.mark.parametrize("length", [12, 14, 15, 17, 18, 19])
def test_only_sixteen_digits_are_a_card_even_when_luhn_is_content(length: int) -> None:
    body = "6201".ljust(length - 1, "0")

    with pytest.raises(CardCheckDigitWrong):
        read_card_number(body + luhn_check_digit(body), card_issuer="6201")


def test_only_the_tail_of_a_card_is_shown() -> None:
    assert card_tail(CARD_NO) == "0012"


# ── Payment codes ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("length", [2, 15, 16, 17, 18, 19, 24, 25])
def test_prefix_and_length_say_whose_payment_code_it_is(length: int) -> None:
    provider = [payment_provider(f"{prefix:02d}".ljust(length, "7")) for prefix in range(100)]

    wechat = [prefix for prefix in range(100) if provider[prefix] is PaymentProvider.WECHAT]
    alipay = [prefix for prefix in range(100) if provider[prefix] is PaymentProvider.ALIPAY]
    assert wechat == ([10, 11, 12, 13, 14, 15] if length == 18 else [])
    assert alipay == ([25, 26, 27, 28, 29, 30] if 16 <= length <= 24 else [])


@pytest.mark.parametrize("text", ["", "1", "x" * 18, "²²" + "1" * 16, "1x" + "1" * 16])
def test_what_does_not_begin_with_digits_is_nobodys_payment_code(text: str) -> None:
    assert payment_provider(text) is None


@pytest.mark.parametrize("paying", [True, False])
@pytest.mark.parametrize(
    ("code", "provider"),
    [
        ("134567890123456789", PaymentProvider.WECHAT),
        ("285678901234567890", PaymentProvider.ALIPAY),
        ("2856789012345678", PaymentProvider.ALIPAY),
        ("285678901234567890123456", PaymentProvider.ALIPAY),
    ],
)
def test_a_payment_code_is_known_on_both_screens(
    code: str, provider: PaymentProvider, *, paying: bool
) -> None:
    """While goods are scanned it is told as what it is, so that the cashier hears a reason."""
    assert scan(code, paying=paying) == PaymentCode(provider, code)


def test_eighteen_digits_that_are_nobodys_are_goods() -> None:
    assert scan("201001200456009121") == GoodsCode("201001200456009121")
    assert scan("160000000000000000", paying=True) == GoodsCode("160000000000000000")


# ── Receipts, and anything ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["S01-1-20261123-0087", "s01-1-20261123-0087", "S14-2-20261231-123456"])
def test_a_receipts_number_is_a_sale(text: str) -> None:
    assert scan(text) == SaleCode(text.upper())
    assert scan(text, paying=True) == SaleCode(text.upper())


@pytest.mark.parametrize(
    "text",
    [
        "S01-1-2026112-0087",
        "S01-1-20261123-087",
        "S01-1-20261123-1234567",
        "S01-20261123-0087",
        "S01-1-20261123-0087x",
    ],
)
def test_what_only_looks_like_a_receipts_number_is_goods(text: str) -> None:
    assert scan(text) == GoodsCode(text)


@given(text=st.one_of(digits, st.text(max_size=70)), paying=st.booleans(), check_digit=st.booleans())
def test_any_scan_is_something_or_refused_with_a_reason(text: str, paying: bool, check_digit: bool) -> None:
    try:
        found = scan(text, paying=paying, check_digit=check_digit)
    except (ScanUnreadable, BarcodeCheckDigitWrong, CardCheckDigitWrong, CardForeign, LabelEmpty):
        return
    if isinstance(found, ScaleLabel):
        assert (found.amount is None) != (found.weight_grams is None)
        assert (found.amount or found.weight_grams or 0) > 0


@pytest.mark.parametrize("length", [14, 15, 17, 18])
def test_a_card_with_a_digit_too_many_or_too_few_is_never_shown_whole(length: int) -> None:
    number = ("6201000010038812" + "99")[:length]

    with pytest.raises(CardCheckDigitWrong) as raised:
        read_scan(number, labels=LabelRules(), card_issuer="6201", paying=False)

    assert raised.value.facts == {"tail": number[-4:]}
