"""How a room shows its kind of proposals, beyond the words and the preview that the kind has anyway.

A room writes a `KindView` beside its pages and adds it to `_KIND_VIEWS` in `monitor/web/app.py`. A kind
without one is shown by its words and its preview.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from monitor.proposals.kinds import Proposal

Values = Mapping[str, Any]


def _nothing(_connection: Connection, _proposal: Proposal) -> str:
    return ""


def _no_more(_connection: Connection, _proposal: Proposal) -> Values:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    """One kind's own words. `kind` is the name that its `ProposalKind` has.

    `about`: whom or what a proposal is about, in a few words for a list. `part`: a template that stands
    below the preview and gets the values of `more`, such as the refused lines of a list. `make_path`: the
    page where such a proposal is made, offered to whoever had one sent back.
    """

    kind: str
    about: Callable[[Connection, Proposal], str] = _nothing
    part: str = ""
    more: Callable[[Connection, Proposal], Values] = _no_more
    make_path: str = ""


class KindViews:
    """The views of all rooms, by kind."""

    def __init__(self, views: Iterable[KindView]) -> None:
        every = tuple(views)
        self._views: Final = {each.kind: each for each in every}
        assert len(self._views) == len(every), "two views of one kind"

    def of(self, kind: str) -> KindView:
        """The view of a kind; a plain one when its room wrote none."""
        return self._views.get(kind) or KindView(kind=kind)
