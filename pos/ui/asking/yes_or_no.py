"""Keeps who gets the answer to a yes-or-no question. The panel itself is the window's. No Qt."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from pos.ui.shell import Confirmation


class YesOrNo(ABC):
    """The conductor's part that remembers what is done for each answer."""

    def __init__(self) -> None:
        self._yes: Callable[[], None] | None = None
        self._third: Callable[[], None] | None = None
        self._no: Callable[[], None] | None = None

    @abstractmethod
    def close_panel(self) -> None:
        """Close the panel over the screen."""

    @abstractmethod
    def _put(self, confirmation: Confirmation) -> None:
        """Show the question."""

    def confirm(
        self,
        confirmation: Confirmation,
        yes: Callable[[], None],
        *,
        third: Callable[[], None] | None = None,
        no: Callable[[], None] | None = None,
    ) -> None:
        """Ask yes or no, or a third answer; `no` is called for no and for a panel that is left."""
        self._yes, self._third, self._no = yes, third, no
        self._put(confirmation)

    def said_yes(self) -> None:
        """Yes."""
        self._said(self._yes)

    def said_neither(self) -> None:
        """The third answer."""
        self._said(self._third)

    def left_unanswered(self, *, asked: bool) -> Callable[[], None]:
        """What to do when a panel is left. If the question was open in it (`asked`), this is a no."""
        answer = self._no if asked else None
        self._yes, self._third, self._no = None, None, None
        return answer or (lambda: None)

    def _said(self, answer: Callable[[], None] | None) -> None:
        self._yes, self._third, self._no = None, None, None
        self.close_panel()
        if answer is not None:
            answer()
