"""Decides what is shown of the journal. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from pos.domain.calendar import business_date
from pos.errors import PosError
from pos.services.reports.journal_search import JournalEntry, JournalPage
from pos.ui import ports
from pos.ui.places import Screen
from pos.ui.reports.journal.groups import GROUPS
from pos.ui.reports.journal.words import Said, say_entry
from pos.ui.shell import Choice, Shell
from pos.ui.words.notices import Notice, notice_of

_SHOWN_MAX = 1_000  # More than anybody reads; then another word is the better way.
_SEARCHING, _NOTHING = "正在查找…", "没有找到。换个词，或者换个日期、类别再试。"


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """The search text changed. `day` None: every day. `group` is a place in GROUPS."""

    text: str = ""
    day: str | None = None
    group: int = 0


class JournalView(Protocol):
    """What the presenter needs from the screen."""

    def show_filter(self, text: str, day: str, group: int) -> None: ...
    def show_entries(self, items: tuple[Choice, ...], words: str) -> None: ...
    def show_details(self, said: Said | None) -> None: ...


class JournalPresenter:
    """Runs one search after the other; the answer to an older one is dropped."""

    def __init__(
        self,
        till: ports.Till,
        view: Callable[[], JournalView],
        shell: Shell,
        background: ports.Background,
        *,
        receipt: Callable[[str], None],
    ) -> None:
        self._till, self._view, self._shell, self._background = till, view, shell, background
        self._receipt, self._back = receipt, shell.go_home
        self._filter = JournalFilter()
        self._found: list[JournalEntry] = []
        self._before: int | None = None
        self._asked = 0  # Counts the searches, to know the newest.
        self._marked: JournalEntry | None = None

    def begin(self, day: str | None = None, back: Callable[[], None] | None = None) -> None:
        """Open the journal at a date, today if none is given; `back` leads to where it was opened from."""

        def begin() -> None:  # May be run again after an approval.
            self._till.journal.open()
            self._back = back or self._shell.go_home
            self._shell.enter(Screen.JOURNAL)
            self._search(JournalFilter(day=day or business_date(self._till.status().now_ms)))

        self._shell.attempt(begin)

    def looked_for(self, text: str) -> None:
        """Words were typed: search for them on every day."""
        self._search(replace(self._filter, text=text.strip(), day=None if text.strip() else self._filter.day))

    def scanned(self, text: str) -> None:
        """A receipt was scanned: show what the journal knows of its sale."""
        self._search(JournalFilter(text=text.strip()))

    def group_chosen(self, group: int) -> None:
        """Another kind of entries."""
        self._search(replace(self._filter, group=group % len(GROUPS)))

    def next_group(self) -> None:
        """The next kind of entries."""
        self.group_chosen(self._filter.group + 1)

    def day_turned(self, step: int) -> None:
        """Another day; from every day it goes to today."""
        today = business_date(self._till.status().now_ms)
        if self._filter.day is None:
            self._search(replace(self._filter, day=today))
            return
        day = (date.fromisoformat(self._filter.day) + timedelta(days=step)).isoformat()
        if day <= today:
            self._search(replace(self._filter, day=day))

    def every_day(self) -> None:
        """Every day at once."""
        self._search(replace(self._filter, day=None))

    def marked(self, key: str) -> None:
        """An entry was marked: its details are shown."""
        self._marked = next((each for each in self._found if str(each.sequence) == key), None)
        self._view().show_details(None if self._marked is None else say_entry(self._marked))

    def end_reached(self) -> None:
        """The end of the list is visible: load older entries."""
        if self._before is not None and len(self._found) < _SHOWN_MAX:
            self._look()

    def receipt_wanted(self) -> None:
        """Show the receipt behind the marked entry."""
        said = None if self._marked is None else say_entry(self._marked)
        if said is None or said.sale_no is None:
            self._shell.say(Notice("这一条没有小票", "选一条销售或退货再看。"))
        else:
            self._receipt(said.sale_no)

    def left(self) -> None:
        """Back to where the journal was opened from."""
        self._back()

    def _search(self, wanted: JournalFilter) -> None:
        self._shell.say(None)
        self._filter, self._found, self._before = wanted, [], None
        self._view().show_filter(wanted.text, wanted.day or "", wanted.group)
        self._view().show_entries((), _SEARCHING)
        self.marked("")
        self._look()

    def _look(self) -> None:
        """Ask for the next ones beside the window; a piece without any is followed by the next piece."""
        self._asked += 1
        asked, wanted, before = self._asked, self._filter, self._before
        self._before = None  # No second search before the answer to the first.

        def found(page: JournalPage) -> None:
            if asked != self._asked:
                return
            first = not self._found
            self._found += page.entries
            self._before = page.before
            if not page.entries and page.before is not None:
                self._look()
                return
            self._show()
            if first and self._found:
                self.marked(str(self._found[0].sequence))

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        self._background.run(
            lambda: self._till.journal.search(
                wanted.text, date=wanted.day, kinds=GROUPS[wanted.group][1], before=before
            ),
            done=found,
            failed=failed,
        )

    def _show(self) -> None:
        items = tuple(_choice(entry) for entry in self._found)
        more = "，往下还有" if self._before is not None else ""
        self._view().show_entries(items, f"{len(items)} 条{more}" if items else _NOTHING)


def _choice(entry: JournalEntry) -> Choice:
    said = say_entry(entry)
    return Choice(str(entry.sequence), said.title, said.detail, said.amount)
