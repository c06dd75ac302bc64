"""Draws what acts cost by the size of the shop: SVG with both scales logarithmic, a line for each act."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

_WIDTH, _HEIGHT = 720, 380
_LEFT, _BOTTOM, _RIGHT, _TOP = 70, 50, 170, 40
_INKS: Final = ("#1f7a5c", "#d9583b", "#b7791f", "#1d2a26", "#5a6b65", "#17332a", "#8c9a95")
_LEAST_US: Final = 0.1


@dataclass(frozen=True, slots=True)
class Growth:
    """The costs (µs) of acts by the size of one thing. `usual` is the size that others are compared with."""

    name: str
    what: str
    costs: Mapping[str, Mapping[int, float]]
    usual: int

    def figures(self) -> dict[str, float]:
        """Each act's cost at the usual and the largest size, and how many times more the largest takes."""
        told: dict[str, float] = {}
        for act, by_size in self.costs.items():
            least, most = by_size[self.usual], by_size[max(by_size)]
            told[f"{self.name}_{act}_us"] = round(least, 2)
            told[f"{self.name}_{act}_largest_us"] = round(most, 2)
            told[f"{self.name}_{act}_ratio"] = round(most / least, 3)
        return told


def plot(growth: Growth, file: Path) -> None:
    """Write the drawing."""
    sizes = sorted({size for by_size in growth.costs.values() for size in by_size})
    costs = [cost for by_size in growth.costs.values() for cost in by_size.values()]
    lowest, highest = math.floor(math.log10(max(min(costs), _LEAST_US))), math.ceil(math.log10(max(costs)))
    highest = max(highest, lowest + 1)
    first, last = math.log10(max(sizes[0], 1)), math.log10(max(sizes[-1], 10))

    def across(size: int) -> float:
        return _LEFT + (math.log10(max(size, 1)) - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)

    def up(cost: float) -> float:
        return _BOTTOM + (math.log10(max(cost, _LEAST_US)) - lowest) / (highest - lowest) * (
            _HEIGHT - _BOTTOM - _TOP
        )

    drawing = Drawing(_WIDTH, _HEIGHT)
    ground = Rect(0, 0, _WIDTH, _HEIGHT)
    ground.fillColor, ground.strokeColor = HexColor("#ffffff"), None
    drawing.add(ground)
    drawing.add(String(_LEFT, _HEIGHT - 24, f"µs for one act, by {growth.what}", fontSize=13))
    for power in range(lowest, highest + 1):
        height = up(10**power)
        drawing.add(Line(_LEFT, height, _WIDTH - _RIGHT, height, strokeColor=HexColor("#e3e1d9")))
        drawing.add(String(_LEFT - 8, height - 4, f"{10**power:,g}", fontSize=11, textAnchor="end"))
    for size in sizes:
        drawing.add(String(across(size), _BOTTOM - 20, f"{size:,}", fontSize=11, textAnchor="middle"))
    ends: list[float] = []
    for place, (act, by_size) in enumerate(growth.costs.items()):
        ink = HexColor(_INKS[place % len(_INKS)])
        points = [(across(size), up(cost)) for size, cost in sorted(by_size.items())]
        drawing.add(PolyLine([each for point in points for each in point], strokeColor=ink, strokeWidth=2))
        for x, y in points:
            drawing.add(Circle(x, y, 3, fillColor=ink, strokeColor=ink))
        words = points[-1][1] - 4
        while any(abs(words - other) < 13 for other in ends):  # Words of lines that lie close to each other.
            words += 13
        ends.append(words)
        drawing.add(String(_WIDTH - _RIGHT + 10, words, act.replace("_", " "), fontSize=12, fillColor=ink))
    file.parent.mkdir(parents=True, exist_ok=True)
    renderSVG.drawToFile(drawing, str(file))
