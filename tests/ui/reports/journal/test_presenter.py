from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors import PosError
from pos.services.reports.journal_search import JournalEntry
from pos.services.till import Till
from pos.ui.places import Screen
from pos.ui.reports.journal.groups import GROUPS
from pos.ui.reports.journal.kind_words import KIND_WORDS
from pos.ui.reports.journal.presenter import JournalPresenter
from pos.ui.reports.journal.words import say_entry
from tests.shop import LAN, MORNING_MS, OIL, SOY
from tests.ui.fakes import FakeShell, FakeView, InlineBackground


class SlowBackground:
    """Answers when it is told to, in any order."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def run(
        self, work: Callable[[], Any], *, done: Callable[[Any], None], failed: Callable[[PosError], None]
    ) -> None:
        self.waiting.append(lambda: done(work()))


@dataclass
class Browser:
    till: Till
    background: Any = field(default_factory=InlineBackground)
    shell: FakeShell = field(default_factory=FakeShell)
    view: FakeView = field(default_factory=FakeView)
    receipts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.presenter = JournalPresenter(
            self.till, lambda: self.view, self.shell, self.background, receipt=self.receipts.append
        )

    def titles(self) -> list[str]:
        items, _words = self.view.shown["show_entries"]
        return [item.title for item in items]


@pytest.fixture
def browsed(till: Till) -> Till:
    for code in (OIL, SOY):
        till.checkout.scan(code)
        till.checkout.pay(TenderKind.CASH, None)
        till.checkout.done()
    till.checkout.scan(SOY)
    till.checkout.drop(1)
    till.people.sign_in("2001", "8888")
    return till


def test_it_opens_at_today_and_narrows_by_kind_day_and_words(browsed: Till) -> None:
    browser = Browser(browsed)
    browser.presenter.begin()
    assert browser.shell.screen is Screen.JOURNAL
    assert browser.titles()[0].startswith("删行 酿造生抽")
    browser.presenter.next_group()
    assert browser.titles() == ["销售 S01-1-20261123-0002", "销售 S01-1-20261123-0001"]
    browser.presenter.day_turned(-1)
    assert browser.view.shown["show_filter"] == ("", "2026-11-22", 1)
    assert browser.titles() == []
    browser.presenter.day_turned(2)
    assert browser.view.shown["show_filter"][1] == "2026-11-22"
    browser.presenter.looked_for(" 压榨 ")
    assert browser.view.shown["show_filter"] == ("压榨", "", 1)
    assert browser.titles() == ["销售 S01-1-20261123-0001"]
    browser.presenter.day_turned(-1)
    assert browser.view.shown["show_filter"][1] == "2026-11-23"
    browser.presenter.every_day()
    browser.presenter.group_chosen(0)
    browser.presenter.scanned("S01-1-20261123-0002")
    assert browser.titles() == ["销售 S01-1-20261123-0002"]


def test_an_entry_shows_its_details_and_a_sale_its_receipt(browsed: Till) -> None:
    browser = Browser(browsed)
    browser.presenter.begin()
    browser.presenter.receipt_wanted()
    assert browser.shell.said().title == "这一条没有小票"
    browser.presenter.scanned("S01-1-20261123-0001")
    pairs = dict(browser.view.shown["show_details"].pairs)
    assert (pairs["经手"], pairs["应付"], pairs["现金"]) == ("李芳", "69.90", "69.90")
    browser.presenter.receipt_wanted()
    assert browser.receipts == ["S01-1-20261123-0001"]
    browser.presenter.left()
    assert browser.shell.went_home == 1


def test_a_cashier_needs_somebodys_yes(till: Till) -> None:
    browser = Browser(till)
    browser.presenter.begin()
    assert browser.shell.needed is not None
    assert browser.shell.screen is None
    till.permissions.approve(Act.BROWSE_JOURNAL, "2001", "8888")
    browser.shell.again()
    assert browser.shell.screen is Screen.JOURNAL


def test_an_answer_to_an_older_search_is_dropped(browsed: Till) -> None:
    background = SlowBackground()
    browser = Browser(browsed, background)
    browser.presenter.begin()
    browser.presenter.looked_for("压榨")
    older, newer = background.waiting
    newer()
    older()
    assert browser.titles() == ["销售 S01-1-20261123-0001"]


def test_more_are_shown_when_the_end_is_reached(browsed: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    search = browsed.journal.search
    monkeypatch.setattr(
        browsed.journal, "search", lambda text, **wanted: search(text, **{**wanted, "limit": 2})
    )
    browser = Browser(browsed)
    browser.presenter.begin()
    for shown in (2, 4, 5, 5):
        assert len(browser.titles()) == min(shown, len(browser.titles()))
        browser.presenter.end_reached()
    assert browser.titles()[-1].startswith("开班")


def test_every_kind_has_a_word_and_strange_data_is_shown_all_the_same() -> None:
    assert set(KIND_WORDS) == set(EntryKind)
    assert {kind for _word, kinds in GROUPS for kind in kinds} <= set(EntryKind)
    strange: list[dict[str, Any]] = [{}, {"totals": 3, "lines": {}, "amount": "x", "tenders": [1]}]
    for kind in (*EntryKind, "of_tomorrow"):
        for data in strange:
            entry = JournalEntry(7, kind, MORNING_MS, "2026-11-23", "李芳", "陈国强", "abcd1234", data)
            said = say_entry(entry)
            assert said.title and said.pairs[1] == ("经手", "李芳（陈国强 授权）")


def test_a_card_is_shown_by_its_end(browsed: Till, tmp_path: Path) -> None:
    browsed.people.sign_in("1001", "1234")
    browsed.checkout.scan(OIL)
    browsed.checkout.attach_card(LAN)
    browsed.checkout.done() if not browsed.checkout.state.paid_so_far.due else browsed.checkout.pay(
        TenderKind.CASH, None
    )
    if browsed.checkout.state.basket.tenders:
        browsed.checkout.done()
    browsed.people.sign_in("2001", "8888")
    browser = Browser(browsed)
    browser.presenter.begin()
    browser.presenter.group_chosen(1)
    assert ("爱心卡", f"····{LAN[-4:]}") in browser.view.shown["show_details"].pairs
