"""Draws the sheet of a card as a PDF: one card of bank-card size with its barcode and its signed code.

Nothing on it says why somebody has it: name masked, number, dates, and whom to call.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from monitor.settings import RESOURCES
from pos.domain.cards.card_token import CardToken

_FONTS: Final = {"NotoSansSC": "NotoSansSC-Regular.ttf", "NotoSansSC-Bold": "NotoSansSC-Bold.ttf"}
_REGULAR, _BOLD = _FONTS
_INK, _INK_2, _GREEN, _LINE = (HexColor(each) for each in ("#1d2a26", "#5a6b65", "#1f7a5c", "#e3e1d9"))
_CARD_WIDTH, _CARD_HEIGHT = 85.6 * mm, 54 * mm  # ISO 7810 ID-1: fits a purse and a lamination pouch.
_PADDING: Final = 5 * mm
_CODE_SIDE: Final = 30 * mm
_QUIET: Final = 4  # Modules of white around the code.


@dataclass(frozen=True, slots=True)
class CardSheet:
    """What is printed. `text` is the signed code of the card's token."""

    federation: str
    token: CardToken
    text: str
    phone: str = ""


def sheet_pdf(sheet: CardSheet) -> bytes:
    """A page of A4 with the card to cut out, and two sentences for its holder."""
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(RESOURCES / "fonts" / file)))
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, invariant=1)
    canvas.setTitle(f"爱心卡 {sheet.token.tail}")
    left, bottom = 20 * mm, A4[1] - 30 * mm - _CARD_HEIGHT
    _draw_card(canvas, sheet, left, bottom)
    canvas.setFont(_REGULAR, 10)
    canvas.setFillColor(_INK)
    below = bottom - 12 * mm
    for sentence in (
        "沿虚线剪下即可使用。在全区任何一家惠民超市收款时，请收银员扫卡上的条码或二维码。",
        "新卡发放后的几天里，收银机可能还没有收到名单，请出示二维码。卡遗失请尽快联系慈善会挂失。",
    ):
        canvas.drawString(left, below, sentence)
        below -= 6 * mm
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def _draw_card(canvas: Canvas, sheet: CardSheet, left: float, bottom: float) -> None:
    token = sheet.token
    canvas.setStrokeColor(_LINE)
    canvas.setDash(2, 2)
    canvas.roundRect(left, bottom, _CARD_WIDTH, _CARD_HEIGHT, 3 * mm)
    canvas.setDash()
    x, top = left + _PADDING, bottom + _CARD_HEIGHT
    _write(canvas, x, top - 9 * mm, "爱心卡", font=_BOLD, size=16, color=_GREEN)
    _write(canvas, x, top - 14.5 * mm, sheet.federation, size=8.5, color=_INK_2)
    _write(canvas, x, top - 22 * mm, token.masked_name, font=_BOLD, size=13)
    until = f"{token.valid_from} 至 {token.valid_to}"
    _write(canvas, x, top - 28 * mm, until, size=8.5, color=_INK_2)
    if sheet.phone:
        _write(canvas, x, top - 33 * mm, f"服务电话 {sheet.phone}", size=8.5, color=_INK_2)
    barcode = Code128(token.card_no, barWidth=0.33 * mm, barHeight=8.5 * mm, quiet=False)
    canvas.setFillColor(black)  # A scanner sees contrast, not design.
    barcode.drawOn(canvas, x, bottom + 8.5 * mm)
    number = " ".join(token.card_no[at : at + 4] for at in range(0, len(token.card_no), 4))
    _write(canvas, x, bottom + 4 * mm, number, size=10)
    _draw_code(canvas, sheet.text, left + _CARD_WIDTH - _CODE_SIDE - 3 * mm, top - _CODE_SIDE - 3 * mm)


def _write(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    font: str = _REGULAR,
    color: Color = _INK,
) -> None:
    canvas.setFont(font, size)
    canvas.setFillColor(color)
    canvas.drawString(x, y, text)


def _draw_code(canvas: Canvas, text: str, x: float, y: float) -> None:
    code = QrCodeWidget(
        text, barLevel="M", barBorder=_QUIET, barWidth=_CODE_SIDE, barHeight=_CODE_SIDE, x=0, y=0
    )
    drawing = Drawing(_CODE_SIDE, _CODE_SIDE)
    drawing.add(code)
    renderPDF.draw(drawing, canvas, x, y)
