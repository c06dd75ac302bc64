"""The box of sums: market price, reductions, and in large figures what is payable."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from pos.ui.selling.checkout.pictures import TotalsPicture
from pos.ui.style.look import Look
from pos.ui.widgets.basics import RIGHT, column, label, row, rule, say, set_role
from pos.ui.widgets.figure import Figure

_ROWS_MAX = 3
_FIGURE, _FIGURE_SMALL = 68, 46


class TotalsPanel(QFrame):
    """Shows the sums of the open sale."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._lines = column()
        for _place in range(_ROWS_MAX):
            words, amount = label("row"), label("row", align=RIGHT)
            self._rows.append((words, amount))
            self._lines.addLayout(row(words, 1, amount, gap=8))
        self._look = look
        self.payable = Figure(look, size=_FIGURE, sign_size=32)
        self._contribution = label("hint", align=RIGHT, wrap=True)
        self._contribution.hide()
        word = label("payable-word", "应付")
        self._all = column(self._lines, 1, rule(), row(word, self.payable, gap=12), self._contribution)
        self.setLayout(self._all)
        self.set_compact(compact=False)

    def set_compact(self, *, compact: bool) -> None:
        """Where room is short, reduce the spaces first, then the size of the figure."""
        look = self._look
        side = look.size("gap") if compact else look.px(16)
        end = look.size("gap") if compact else look.px(14)
        self._all.setContentsMargins(side, end if compact else side, side, end)
        self._all.setSpacing(4 if compact else look.px(10))
        self._lines.setSpacing(0 if compact else look.px(7))
        self.payable.set_size(_FIGURE_SMALL if compact else _FIGURE)

    def show_totals(self, picture: TotalsPicture) -> None:
        """Show these sums."""
        for place, (words, amount) in enumerate(self._rows):
            shown = place < len(picture.rows)
            words.setVisible(shown)
            amount.setVisible(shown)
            if shown:
                name, value, taken_off = picture.rows[place]
                say(words, name)
                say(amount, value)
                set_role(amount, "row-coral" if taken_off else "row")
        self.payable.say(picture.payable, what="应付")
        say(self._contribution, picture.contribution)
        self._contribution.setVisible(bool(picture.contribution))
