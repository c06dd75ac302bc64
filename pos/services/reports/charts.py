"""Draws the day's charts for PDF, and as SVG for the window: hours, ways of paying, goods. No sums here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import Color, HexColor

from pos.domain.days.day import DayFigures
from pos.domain.money import Fen, format_yuan
from pos.services.reports.fonts import BOLD, REGULAR, fitted, runs, text_width
from pos.services.words.receipt_words import tender_name

Colours = Mapping[str, str]  # Names of the theme → #rrggbb.
_SHARES = ("green", "gold", "green_mid", "coral", "spent")
# What the library writes around a drawing. Qt paints the clip path as a black box.
_AROUND = re.compile(r"\s*<(title|desc|clipPath)\b.*?</\1>|\s*style=\"clip-path: [^\"]*\"", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChartSize:
    """A drawing's size and that of its letters, in points (pixels in the window)."""

    width: float
    height: float
    text: float = 9


@dataclass(frozen=True, slots=True)
class ChartsSvg:
    """The charts as SVG text. Letters are in the till's own font family."""

    hours: str
    tenders: str
    goods: str


def chart_svgs(figures: DayFigures, colours: Colours, size: ChartSize) -> ChartsSvg:
    """Draw the three charts for the window, each of one size."""
    return ChartsSvg(
        hours=_svg(hours_chart(figures, colours, size), colours),
        tenders=_svg(tenders_chart(figures, colours, size), colours),
        goods=_svg(goods_chart(figures, colours, size), colours),
    )


def hours_chart(figures: DayFigures, colours: Colours, size: ChartSize) -> Drawing:
    """What came in hour by hour; the strongest hour in full colour with its amount."""
    pen = _Pen(colours, size)
    hours = figures.hours
    if not any(each.payable for each in hours):
        return pen.nothing()
    top = max(each.payable for each in hours)
    step = _step(top)
    left = max(text_width(_whole_yuan(top), size.text) + 8, 30)
    base, room = size.text * 2.2, size.height - size.text * 4.2
    for line in range(0, top + 1, step):
        y = base + room * line / top
        pen.line(left, y, size.width, y, "line")
        pen.text(left - 5, y - size.text * 0.35, _whole_yuan(line), "ink_2", anchor="end")
    slot = (size.width - left) / len(hours)
    for place, each in enumerate(hours):
        middle = left + slot * (place + 0.5)
        height = max(0.0, room * each.payable / top)
        strongest = each.payable == top
        pen.bar(middle - slot * 0.34, base, slot * 0.68, height, "green" if strongest else "green_mid")
        pen.text(middle, size.text * 0.7, str(each.hour), "ink_2", anchor="middle")
        if strongest:
            said = f"{_whole_yuan(each.payable)} · {each.sales} 单"
            half = text_width(said, size.text, bold=True) / 2
            x = min(max(middle, left + half), size.width - half)
            pen.text(x, base + height + size.text * 0.5, said, "ink", anchor="middle", bold=True)
    return pen.drawing


def tenders_chart(figures: DayFigures, colours: Colours, size: ChartSize) -> Drawing:
    """How the day was paid: one bar cut by share, and a line for each way."""
    pen = _Pen(colours, size)
    net = [(tender_name(each.kind), each.sold - each.refunded) for each in figures.takings]
    taken = sorted(((name, amount) for name, amount in net if amount > 0), key=lambda each: -each[1])
    whole = sum(amount for _name, amount in taken)
    if not whole:
        return pen.nothing()
    bar_height, x = size.text * 2.4, 0.0
    row_top = size.height - bar_height - size.text * 2
    for place, (name, amount) in enumerate(taken):
        colour = _SHARES[min(place, len(_SHARES) - 1)]
        width = size.width * amount / whole
        pen.bar(x, size.height - bar_height, max(width - 1, 0.5), bar_height, colour)
        x += width
        y = row_top - place * size.text * 2
        pen.bar(0, y - 1, size.text, size.text, colour)
        pen.text(size.text * 1.8, y, name, "ink")
        pen.text(size.width * 0.72, y, format_yuan(amount), "ink", anchor="end", bold=True)
        pen.text(size.width, y, _percent(amount, whole), "ink_2", anchor="end")
    return pen.drawing


def goods_chart(figures: DayFigures, colours: Colours, size: ChartSize) -> Drawing:
    """The goods with the largest sales amount, the first on top."""
    pen = _Pen(colours, size)
    goods = [each for each in figures.goods if each.payable > 0]
    if not goods:
        return pen.nothing()
    name_width = size.width * 0.34
    amount_width = text_width(format_yuan(goods[0].payable), size.text) + 6
    room, slot = size.width - name_width - amount_width - 8, size.height / len(goods)
    for place, each in enumerate(goods):
        middle = size.height - slot * (place + 0.5)
        y, height = middle - size.text * 0.35, min(slot * 0.62, size.text * 1.6)
        pen.text(name_width, y, fitted(each.name, size.text, name_width), "ink", anchor="end")
        width = max(room * each.payable / goods[0].payable, 1.0)
        pen.bar(name_width + 8, middle - height / 2, width, height, "green" if place == 0 else "green_mid")
        pen.text(name_width + 12 + width, y, format_yuan(each.payable), "ink_2")
    return pen.drawing


class _Pen:
    """Draws on one drawing with the colours of the theme and the till's fonts."""

    def __init__(self, colours: Colours, size: ChartSize) -> None:
        self._colours, self._size = colours, size
        self.drawing = Drawing(size.width, size.height)

    def nothing(self) -> Drawing:
        """Say that there is nothing to draw."""
        size = self._size
        self.text(size.width / 2, size.height / 2, "没有数据", "ink_2", anchor="middle")
        return self.drawing

    def text(
        self, x: float, y: float, text: str, colour: str, *, anchor: str = "start", bold: bool = False
    ) -> None:
        size = self._size.text
        x -= text_width(text, size, bold=bold) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        for name, piece in runs(text, bold=bold):
            self.drawing.add(
                String(x, y, piece, fontName=name, fontSize=size, fillColor=self._colour(colour))
            )
            x += text_width(piece, size, bold=bold)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        rect = Rect(x, y, width, height)
        rect.fillColor, rect.strokeColor = self._colour(colour), None
        self.drawing.add(rect)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str) -> None:
        self.drawing.add(Line(x1, y1, x2, y2, strokeColor=self._colour(colour), strokeWidth=0.5))

    def _colour(self, name: str) -> Color:
        return HexColor(self._colours[name])


def _step(top: Fen) -> Fen:
    """A round amount so that three to five lines lie under the top."""
    step = 100
    for factor in _doubling():
        step = 100 * factor
        if top // step < 5:
            break
    return step


def _doubling() -> Sequence[int]:
    return [digit * 10**power for power in range(9) for digit in (1, 2, 5)]


def _whole_yuan(amount: Fen) -> str:
    return f"{amount // 100:,}"


def _percent(part: Fen, whole: Fen) -> str:
    tenths = (2 * part * 1_000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def _svg(drawing: Drawing, colours: Colours) -> str:
    """Write SVG in which Qt finds the till's fonts, by family and weight, and the theme's very colours."""
    text: str = renderSVG.drawToString(drawing)
    text = _AROUND.sub("", text)
    for colour in colours.values():  # The library rounds to whole percents, which is another green.
        red, green, blue = HexColor(colour).rgb()
        rounded = f"rgb({int(red * 100)}%,{int(green * 100)}%,{int(blue * 100)}%)"
        text = text.replace(rounded, colour)
    return text.replace(f"font-family: {BOLD};", f"font-family: {REGULAR}; font-weight: bold;")
