"""The three cards and the tiles of the day close, as widgets. They show; they decide nothing."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from pos.ui.days.pictures import DayPicture, PlatformPicture, Tile
from pos.ui.style.look import Look
from pos.ui.widgets.basics import column, label, row, say, set_role
from pos.ui.widgets.cells import Finding
from pos.ui.widgets.figures_table import FiguresTable
from pos.ui.widgets.findings import Findings
from pos.ui.widgets.key_button import KeyButton, Tone

_TILES = 7
_TILE_WIDTH = 150  # At 100 %: below this width they are in two rows.
_COINS_ACROSS = 4
_EXPLANATION_MAX = 200


class Tiles(QFrame):
    """The large figures of the day."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._look = look
        self._tiles: list[tuple[QLabel, QLabel]] = []
        self._count = _TILES  # A figure that was not published has no tile.
        self._grid = QGridLayout()
        for _place in range(_TILES):
            self._tiles.append((label("small"), label("tile")))
            for part in self._tiles[-1]:
                part.setParent(self)  # Shown before the grid has it, it would be a window of its own.
        self.setLayout(self._grid)
        look.watch(self._fit)

    def show_tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Show these."""
        for place, widgets in enumerate(self._tiles):
            for widget in widgets:
                widget.setVisible(place < len(tiles))
        self._count = len(tiles)
        self._fit()
        for (word, figure), tile in zip(self._tiles, tiles, strict=False):
            say(word, tile.word)
            say(figure, tile.figure)
            set_role(figure, "tile" if tile.tone == "ink" else "tile-coral")
            figure.setAccessibleName(f"{tile.word} {tile.figure}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many into one row as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        look, grid = self._look, self._grid
        side = look.px(18)
        grid.setContentsMargins(side, look.px(15), side, look.px(15))
        grid.setVerticalSpacing(0)
        grid.setHorizontalSpacing(0)
        room = self.width() - 2 * side
        across = self._count if room >= self._count * look.px(_TILE_WIDTH) else (self._count + 1) // 2
        for place, (word, figure) in enumerate(self._tiles):
            grid.addWidget(word, place // across * 2, place % across)
            grid.addWidget(figure, place // across * 2 + 1, place % across)
        for place in range(_TILES):
            grid.setColumnStretch(place, 1 if place < across else 0)


class _Card(QFrame):
    def __init__(self, look: Look, title: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._look = look
        self.body: QVBoxLayout = column()
        self._padded: list[QWidget] = []
        self.setLayout(self.body)
        self.body.addWidget(self._pad(label("section", title)))
        look.watch(self._fit)

    def _pad(self, part: QWidget) -> QWidget:
        """Give something the card's margin at its sides; tables have their own."""
        self._padded.append(part)
        return part

    def _fit(self) -> None:
        look = self._look
        self.body.setContentsMargins(1, look.px(12), 1, look.px(12))
        for place, part in enumerate(self._padded):
            above = 0 if place == 0 else look.px(10)
            part.setContentsMargins(look.px(14), look.px(4) + above, look.px(14), look.px(4))


class CountCard(_Card):
    """① What should be there and what was counted."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "① 交接与盘点")
        self._table = FiguresTable(look, "交接与盘点", ("收款方式", "账面", "实点", "差额"), (90, 90, 68))
        self._coins_title = label("section", "按面额清点")
        self._coins = QWidget()
        self._coin_grid = QGridLayout()
        self._coin_grid.setContentsMargins(0, 0, 0, 0)
        self._coins.setLayout(self._coin_grid)
        self._coin_labels: list[QLabel] = []
        self._remarks = Findings(look)
        self.body.addWidget(self._table)
        for part in (self._coins_title, self._coins, self._remarks):
            self.body.addWidget(self._pad(part))
        self.body.addStretch(1)
        self.earlier, self.later = KeyButton(look, "前一天", "PgUp"), KeyButton(look, "后一天", "PgDn")
        days = QWidget()
        days.setLayout(row(self.earlier, self.later, gap=look.px(8)))
        self.body.addWidget(self._pad(days))
        self._fit()

    def show_day(self, picture: DayPicture) -> None:
        """Show the count."""
        self._table.show_rows(picture.takings)
        while len(self._coin_labels) < len(picture.denominations):
            place = len(self._coin_labels)
            made = label("soft")
            self._coin_grid.addWidget(made, place // _COINS_ACROSS, place % _COINS_ACROSS)
            self._coin_grid.setColumnStretch(place % _COINS_ACROSS, 1)
            self._coin_labels.append(made)
        for place, made in enumerate(self._coin_labels):
            made.setVisible(place < len(picture.denominations))
            say(made, picture.denominations[place] if place < len(picture.denominations) else "")
        self._coins_title.setVisible(bool(picture.denominations))
        self._coins.setVisible(bool(picture.denominations))
        self._remarks.show_findings(picture.remarks)
        self._remarks.setVisible(bool(picture.remarks))


class BenefitCard(_Card):
    """② What the pools gave, and what deciding again found."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "② 帮扶结算")
        self._table = FiguresTable(
            look, "帮扶结算", ("项目", "人次", "市场价额", "优惠/补贴"), (70, 100, 101)
        )
        self._checks = Findings(look, bad_sign="×")
        self.charts = KeyButton(look, "图表", "F6", tone=Tone.QUIET)
        self.charts.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.body.addWidget(self._table)
        self.body.addWidget(self._pad(label("section", "额度核对")))
        self.body.addWidget(self._pad(self._checks))
        self.body.addStretch(1)
        self.body.addLayout(row(1, self.charts))
        self._fit()

    def show_day(self, picture: DayPicture) -> None:
        """Show the pools."""
        self._table.show_rows(picture.pools)

    def show_checks(self, findings: tuple[Finding, ...]) -> None:
        """Show what was found."""
        self._checks.show_findings(findings)


class PlatformCard(_Card):
    """③ Both ends beside each other."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "③ 与慈善会后台对账")
        self._table = FiguresTable(look, "与慈善会后台对账", ("", "本店", "后台", ""), (125, 139, 40))
        self._verdict = label("good", wrap=True)
        self.explanation = QLineEdit()
        self.explanation.setPlaceholderText("写明原因后再签字")
        self.explanation.setAccessibleName("不一致的说明")
        self.explanation.setMaxLength(_EXPLANATION_MAX)
        self._field = QWidget()
        self._field.setLayout(column(self.explanation))
        self._field.hide()
        self.body.addWidget(self._table)
        for part in (self._verdict, self._field):
            self.body.addWidget(self._pad(part))
        self.body.addStretch(1)
        self._fit()

    def ask_explanation(self) -> None:
        """Show the field of the explanation and put the keyboard focus there."""
        self._field.show()
        self.explanation.setFocus()

    def show_platform(self, picture: PlatformPicture) -> None:
        """Show both ends and what follows."""
        self._table.show_rows(picture.rows)
        self._table.setVisible(bool(picture.rows))
        say(self._verdict, picture.verdict.words)
        set_role(self._verdict, "good" if picture.verdict.is_good else "bad")
