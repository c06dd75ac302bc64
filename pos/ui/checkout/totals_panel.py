"""The panel of sums: market price, what is taken off, and large what is payable."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from pos.ui.checkout.pictures import TotalsPicture
from pos.ui.look import Look
from pos.ui.widgets.basics import RIGHT, column, label, row, rule, say, set_role
from pos.ui.widgets.figure import Figure

_ROWS_MAX = 3


class TotalsPanel(QFrame):
    """Shows the sums of the open sale."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._rows: list[tuple[QLabel, QLabel]] = []
        lines = column(gap=look.px(7))
        for _place in range(_ROWS_MAX):
            words, amount = label("row"), label("row", align=RIGHT)
            self._rows.append((words, amount))
            lines.addLayout(row(words, 1, amount, gap=8))
        self.payable = Figure(look, size=68, sign_size=32)
        self._contribution = label("hint", align=RIGHT, wrap=True)
        self._contribution.hide()
        word = label("payable-word", "应付")
        self.setLayout(
            column(
                lines,
                1,
                rule(),
                row(word, self.payable, gap=12),
                self._contribution,
                margins=(look.px(16), look.px(16), look.px(16), look.px(14)),
                gap=look.px(10),
            )
        )

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
