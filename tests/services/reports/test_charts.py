from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from pos.domain.days.day import DayFigures, HourFigures
from pos.domain.shifts.takings import Taking
from pos.services.reports.charts import ChartSize, chart_svgs
from pos.ui.style.theme import load_theme
from tests.records import replace
from tests.services.reports.a_day import EMPTY, FIGURES

COLOURS = load_theme().colours
SIZE = ChartSize(420, 240, 13)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter() if each.tag.endswith("text")]


def bars(svg: str) -> list[ET.Element]:
    return [each for each in ET.fromstring(svg).iter() if each.tag.endswith("rect")]


def test_the_hours_show_every_hour_and_name_the_strongest() -> None:
    svg = chart_svgs(FIGURES, COLOURS, SIZE).hours

    assert [text for text in texts(svg) if text.isdigit() and text != "0"] == [
        str(each) for each in range(8, 20)
    ]
    assert "2,726 · 61 单" in texts(svg)
    assert len(bars(svg)) == 12


def test_the_ways_of_paying_stand_with_amount_and_share_the_largest_first() -> None:
    said = texts(chart_svgs(FIGURES, COLOURS, SIZE).tenders)

    assert said == [
        "微信支付", "8,927.15", "48.4%", "现金", "4,818.40", "26.1%", "支付宝", "4,680.80", "25.4%",
    ]  # fmt: skip


def test_the_goods_stand_in_order_and_a_long_name_is_shortened() -> None:
    said = texts(chart_svgs(FIGURES, COLOURS, SIZE).goods)

    assert said[:2] == ["压榨菜籽油 5L", "1,607.70"]
    assert said[-2].endswith("…")


@pytest.mark.parametrize(
    "figures", [EMPTY, replace(FIGURES, hours=(HourFigures(9, 0, 0),), takings=(), goods=())]
)
def test_a_day_without_figures_says_so_in_each_chart(figures: DayFigures) -> None:
    charts = chart_svgs(figures, COLOURS, SIZE)

    assert texts(charts.hours) == texts(charts.tenders) == texts(charts.goods) == ["没有数据"]


def test_more_given_back_than_taken_by_one_way_draws_no_bar_for_it() -> None:
    takings = (Taking("cash", 100, 300, 0, -200), Taking("wechat", 500, 0, 0, 500))
    svg = chart_svgs(replace(FIGURES, takings=takings), COLOURS, SIZE).tenders

    assert texts(svg) == ["微信支付", "5.00", "100.0%"]
    assert all(float(bar.attrib["width"]) > 0 for bar in bars(svg))


def test_an_hour_with_more_returns_than_sales_stays_on_the_ground() -> None:
    hours = (HourFigures(9, 3, 1_000), HourFigures(10, 0, -400))
    svg = chart_svgs(replace(FIGURES, hours=hours), COLOURS, SIZE).hours

    assert [float(bar.attrib["height"]) for bar in bars(svg)][1] == 0


def test_qt_paints_the_charts_on_the_ground_it_is_given(qtbot: QtBot) -> None:
    """No black box, no missing font: a corner stays white and green bars are there."""
    charts = chart_svgs(FIGURES, COLOURS, SIZE)
    for svg in (charts.hours, charts.tenders, charts.goods):
        renderer = QSvgRenderer(svg.encode())
        assert renderer.isValid()
        picture = QImage(420, 240, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, 420, 240))
        painter.end()
        seen = [picture.pixelColor(x, y) for x in range(0, 420, 3) for y in range(0, 240, 3)]
        assert QColor(COLOURS["green"]) in seen, "the theme's green, not one like it"
        assert QColor("white") in seen and QColor("black") not in seen


def test_only_the_tills_own_family_is_asked_for() -> None:
    charts = chart_svgs(FIGURES, COLOURS, SIZE)

    assert "Noto Sans SC Bold" not in charts.hours + charts.tenders + charts.goods
    assert "font-family: Noto Sans SC; font-weight: bold;" in charts.hours
