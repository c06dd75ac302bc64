"""The rooms besides the sale: their presenters, and which line of the menu leads to each. No Qt.

A new room: make its presenter here, name its act in `acts`; the menu's line is in `pos.ui.help.acts`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from pos.ui import ports
from pos.ui.help.acts import MoreAct
from pos.ui.places import Panel, Screen
from pos.ui.shell import Shell


class Rooms(Protocol):
    """Where the views are; each is made when it is first asked for."""

    def sheet_of(self, panel: Panel) -> Any: ...
    def screen_of(self, screen: Screen) -> Any: ...


class Desks:
    """Owns the presenters of the rooms that the menu leads to."""

    def __init__(self, till: ports.Till, rooms: Rooms, shell: Shell, background: ports.Background) -> None:
        self._till, self._rooms, self._shell, self._background = till, rooms, shell, background
        self.acts: dict[MoreAct, Callable[[], None]] = {}
