"""Lines of a check as widgets: a sign and what was found. They decide nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from pos.ui.style.look import Look
from pos.ui.widgets.basics import LEFT, label, say, set_role
from pos.ui.widgets.cells import Finding


class Findings(QWidget):
    """Lines of a check: ✓ and what was found."""

    def __init__(self, look: Look, *, bad_sign: str = "") -> None:
        super().__init__()
        self._look, self._bad_sign = look, bad_sign
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setLayout(self._grid)
        look.watch(self._fit)
        self._fit()

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """Show these."""
        while len(self._lines) < len(findings):
            sign, words = label("good", align=LEFT | Qt.AlignmentFlag.AlignTop), label("soft", wrap=True)
            place = len(self._lines)
            self._grid.addWidget(sign, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, place, 1)
            self._lines.append((sign, words))
        for place, (sign, words) in enumerate(self._lines):
            sign.setVisible(place < len(findings))
            words.setVisible(place < len(findings))
            if place < len(findings):
                finding = findings[place]
                say(sign, "·" if finding.is_good is None else "✓" if finding.is_good else self._bad_sign)
                sign.setVisible(bool(sign.text()))
                set_role(sign, "bad" if finding.is_good is False else "good")
                say(words, finding.words)
                set_role(words, "bad" if finding.is_good is False else "soft")

    def _fit(self) -> None:
        self._grid.setVerticalSpacing(self._look.px(6))
        self._grid.setHorizontalSpacing(self._look.px(3))
