from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.devices.escpos import drawer_bytes, receipt_bytes
from pos.devices.printed import DrawerKicked, PaperCut, PrintedImage, PrintedQr, PrintedText, Span
from pos.devices.reader import RASTER_MARK, plain_text, read_bytes
from pos.domain.selling.receipt import Align, PairRow, QrRow, Receipt, ReceiptRow, TextRow
from pos.services.printing.receipts import sale_receipt
from tests.devices.golden import COLUMNS, FOLDER, golden_receipts
from tests.devices.sample_sales import PROGRAMME, SALE_NO, SHOP, line, sale
from tests.devices.strategies import printed_texts, receipts, texts_of, wild_texts

DIGITS = "0123456789"


def sent(
    *rows: ReceiptRow, columns: int = 48, encoding: str = "gb18030", opens_drawer: bool = False
) -> bytes:
    return receipt_bytes(Receipt("小票", rows, opens_drawer=opens_drawer), columns=columns, encoding=encoding)


def digits(text: str) -> str:
    return "".join(char for char in text if char in DIGITS)


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", list(golden_receipts()))
def test_the_golden_receipts_have_not_changed_by_a_byte(name: str, columns: int) -> None:
    data = receipt_bytes(golden_receipts()[name], columns=columns, encoding="gb18030")
    assert plain_text(data, columns=columns) == (FOLDER / f"{name}_{columns}.txt").read_text(encoding="utf-8")
    assert data == (FOLDER / f"{name}_{columns}.bin").read_bytes()


def test_a_receipt_begins_with_a_reset_and_ends_with_a_cut() -> None:
    data = sent(TextRow("谢谢"))
    assert data.startswith(b"\x1b@\x1bR\x00\x1c.")
    assert data.endswith(b"\x1bd\x02\x1dVB\x00")
    assert sent(TextRow("谢谢"), columns=32).endswith(b"\x1bd\x04\x1dVB\x00"), "58 mm paper is torn by hand"


def test_the_drawer_opens_before_the_first_line_and_only_when_asked() -> None:
    assert isinstance(read_bytes(sent(TextRow("谢谢"), opens_drawer=True))[0], DrawerKicked)
    assert not any(isinstance(item, DrawerKicked) for item in read_bytes(sent(TextRow("谢谢"))))
    assert read_bytes(drawer_bytes()) == [DrawerKicked()], "a job of its own prints nothing"


def test_styles_are_sent_and_taken_back() -> None:
    first, second = read_bytes(
        sent(TextRow("应付", Align.CENTER, bold=True, large=True), TextRow("现金 1.00"))
    )[:2]
    assert first == PrintedText((Span("应付", bold=True, wide=2, high=2),), Align.CENTER)
    assert second == PrintedText((Span("现金 1.00"),), Align.LEFT)


def test_a_qr_code_holds_the_sale_number() -> None:
    (code,) = (item for item in read_bytes(sent(QrRow(SALE_NO))) if isinstance(item, PrintedQr))
    assert code == PrintedQr(SALE_NO, 6, Align.CENTER)


@pytest.mark.parametrize(("columns", "dots"), [(48, 576), (32, 384)])
def test_a_line_with_a_rare_name_is_drawn_as_one_image_as_wide_as_the_paper(columns: int, dots: int) -> None:
    data = sent(TextRow("上海青"), PairRow("收银员 张㛃", "10.00", bold=True), TextRow("完"), columns=columns)
    before, image, after = read_bytes(data)[:3]
    assert isinstance(before, PrintedText) and before.text == "上海青"
    assert isinstance(image, PrintedImage) and image.align is Align.LEFT
    assert (image.bitmap.width_bytes * 8, image.bitmap.height) == (dots, 30)
    assert any(image.bitmap.data)
    assert isinstance(after, PrintedText) and after.text == "完" and not after.spans[0].bold
    assert b"\x1dv0\x00" in data and b"?" not in data.replace(image.bitmap.data, b"")


def test_a_large_line_with_a_rare_name_is_drawn_large() -> None:
    image = read_bytes(sent(TextRow("𬍛店", Align.CENTER, large=True)))[0]
    assert isinstance(image, PrintedImage) and image.bitmap.height == 54


def test_what_a_small_printer_does_not_have_is_drawn() -> None:
    assert RASTER_MARK in plain_text(sent(TextRow("朱镕"), encoding="gb2312"))
    assert "朱镕" in plain_text(sent(TextRow("朱镕"), encoding="gb18030"))


def test_a_hundred_lines_fit_on_one_receipt() -> None:
    long = sale([line(f"商品{number:03d}", "日用", number) for number in range(1, 101)])
    receipt = sale_receipt(long, SHOP, programme=PROGRAMME, reprint=False)
    for columns in COLUMNS:
        text = plain_text(receipt_bytes(receipt, columns=columns, encoding="gb18030"), columns=columns)
        for number in range(1, 101):
            assert f"{number} 商品{number:03d}\n" in text
        assert "￥50.50" in text


def test_a_name_cannot_command_the_printer() -> None:
    items = read_bytes(sent(TextRow("油\x1bp\x00\x32\xfa\x1dV\x00")))
    assert [item for item in items if isinstance(item, DrawerKicked)] == []
    assert len([item for item in items if isinstance(item, PaperCut)]) == 1


@pytest.mark.parametrize("columns", COLUMNS)
@given(data=st.data())
def test_the_bytes_keep_every_digit_of_the_rows_in_order(columns: int, data: st.DataObject) -> None:
    receipt = data.draw(receipts(printed_texts))
    text = plain_text(receipt_bytes(receipt, columns=columns, encoding="gb18030"))
    assert digits(text) == digits("".join(text for row in receipt.rows for text in texts_of(row)))


@pytest.mark.parametrize("columns", COLUMNS)
@given(data=st.data())
def test_any_text_becomes_bytes_a_printer_understands_and_none_is_wider_than_the_paper(
    columns: int, data: st.DataObject
) -> None:
    receipt = data.draw(receipts(wild_texts))
    for item in read_bytes(receipt_bytes(receipt, columns=columns, encoding="gb18030")):
        match item:
            case PrintedText():
                assert item.columns <= columns
                assert all(" " <= char <= "~" or len(char.encode("gbk")) == 2 for char in item.text)
            case PrintedImage(bitmap):
                assert bitmap.width_bytes * 8 == columns * 12
