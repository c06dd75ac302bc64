"""The data that a manager's page shows and reports. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos.ui.shell import Choice


@dataclass(frozen=True, slots=True)
class PageAct:
    """A key of the page besides Enter: `key` is a name such as F3, `act` is passed to the presenter."""

    key: str
    words: str
    act: str


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page. `find`: the hint in its empty search field; without words there is no such field."""

    title: str
    words: str
    rows: tuple[Choice, ...]
    ok: str
    acts: tuple[PageAct, ...] = ()
    find: str = ""


class PageView(Protocol):
    """What a presenter needs from its page."""

    def show_page(self, picture: PagePicture) -> None: ...
    def forget_find(self) -> None: ...
    def show_find(self, text: str) -> None: ...


class PagePresenter(Protocol):
    """What a page reports to its presenter."""

    def chosen(self, key: str) -> None: ...
    def acted(self, act: str) -> None: ...
