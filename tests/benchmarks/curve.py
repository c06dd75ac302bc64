"""Draws how a cost grows as an SVG, with the library that draws the day's charts. It measures nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from reportlab.graphics import renderSVG
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import HexColor

Curve = Sequence[tuple[int, float]]  # Size, and the cost there as a multiple of the cost at the first size.

_COLORS = ("#1f7a5c", "#b7791f", "#d9583b", "#17332a", "#5a6b65", "#7fb59f", "#e0a458")
_WIDTH, _HEIGHT = 520, 260
_LIMIT = 1.2


def draw(path: Path, title: str, curves: Mapping[str, Curve]) -> None:
    """Write curves over a logarithmic size, beside the limit of 1.2 times."""
    drawing = Drawing(_WIDTH, _HEIGHT)
    ground = Rect(0, 0, _WIDTH, _HEIGHT)  # Who reads on a dark page would not see black words.
    ground.fillColor, ground.strokeColor = HexColor("#ffffff"), None
    drawing.add(ground)
    plot = LinePlot()
    plot.x, plot.y, plot.width, plot.height = 45, 40, _WIDTH - 200, _HEIGHT - 90
    sizes = sorted({size for curve in curves.values() for size, _ratio in curve})
    span = (math.log10(sizes[0]), math.log10(sizes[-1]))
    lines = [[(math.log10(size), ratio) for size, ratio in curve] for curve in curves.values()]
    plot.data = [*lines, [(span[0], _LIMIT), (span[1], _LIMIT)]]
    for place, color in enumerate(_COLORS[: len(lines)]):
        plot.lines[place].strokeColor = HexColor(color)
        plot.lines[place].symbol = makeMarker("FilledCircle", size=4)  # type: ignore[no-untyped-call] # reportlab's stubs
    plot.lines[len(lines)].strokeColor = HexColor("#8c9a95")
    plot.lines[len(lines)].strokeDashArray = [3, 3]
    plot.xValueAxis.valueSteps = list(range(math.ceil(span[0]), math.floor(span[1]) + 1))
    plot.xValueAxis.labelTextFormat = _size
    plot.yValueAxis.valueMin = 0
    plot.yValueAxis.valueMax = max(1.5, *(ratio for line in lines for _size, ratio in line))
    plot.yValueAxis.labelTextFormat = "%.1f x"
    drawing.add(plot)
    drawing.add(String(45, _HEIGHT - 22, title, fontName="Helvetica", fontSize=11))
    legend = Legend()
    legend.x, legend.y = _WIDTH - 145, _HEIGHT - 60
    legend.columnMaximum = len(lines) + 1
    legend.colorNamePairs = [
        *((HexColor(color), name) for color, name in zip(_COLORS, curves, strict=False)),
        (HexColor("#8c9a95"), "limit 1.2 x"),
    ]
    drawing.add(legend)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The library writes "None", which some viewers take for a colour and fill the curves with black.
    path.write_text(renderSVG.drawToString(drawing).replace("fill: None", "fill: none"), encoding="utf-8")


def _size(power: float) -> str:
    return f"{10 ** round(power):,}"
