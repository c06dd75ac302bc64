from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors.people import ApprovalNeeded
from pos.ledger.journal_search import JournalQuery, search_journal
from pos.services.reports.journal_search import JournalPage
from pos.services.till import Till
from tests.shop import LAN, OIL, SOY, Shop, grant

SALES = 7


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """Seven sales by the cashier, one of them with a card; the manager is at the till."""
    till = Shop(tmp_path).start_selling()
    grant(till, LAN)
    for number in range(SALES):
        till.checkout.scan(OIL if number % 2 else SOY)
        if number == 3:
            till.checkout.attach_card(LAN)
        if till.checkout.state.paid_so_far.due:
            till.checkout.pay(TenderKind.CASH, None)
        till.checkout.done()
    till.people.sign_in("2001", "8888")
    till.journal.open()
    yield till
    till.close()


def numbers(page: JournalPage) -> list[str]:
    return [str(entry.data["sale_no"])[-1] for entry in page.entries if entry.kind == "sale"]


def test_the_newest_come_first_and_pages_follow_one_another_without_a_gap(till: Till) -> None:
    seen: list[int] = []
    page = till.journal.search(limit=3)
    while True:
        seen += [entry.sequence for entry in page.entries]
        if page.before is None:
            break
        page = till.journal.search(before=page.before, limit=3)
    assert seen == list(range(max(seen), 0, -1))


def test_a_text_finds_goods_numbers_amounts_and_people(till: Till) -> None:
    assert numbers(till.journal.search("压榨菜籽油")) == ["6", "4", "2"]
    assert numbers(till.journal.search("s01-1-20261123-0005")) == ["5"]
    assert numbers(till.journal.search("６９．９０")) == ["6", "4", "2"]
    assert numbers(till.journal.search("李芳", kinds=("sale",), limit=2)) == ["7", "6"]
    assert till.journal.search("9.9.9").entries == ()
    assert till.journal.search("没有这样的话") == JournalPage((), None)


def test_a_date_and_kinds_narrow_it(till: Till) -> None:
    assert till.journal.search(date="2026-11-22").entries == ()
    assert {entry.kind for entry in till.journal.search(kinds=("sale", "shift_opened")).entries} == {
        "sale",
        "shift_opened",
    }
    entry = till.journal.search(kinds=("shift_opened",), date="2026-11-23").entries[0]
    assert (entry.actor, entry.approver, len(entry.short_hash)) == ("李芳", None, 8)


def test_a_cards_number_is_never_shown_whole(till: Till) -> None:
    page = till.journal.search()
    assert f"····{LAN[-4:]}" in str(page)
    assert LAN not in str(page)


def test_who_may_look_is_asked_once_for_each_person(till: Till) -> None:
    till.people.sign_in("1001", "1234")
    with pytest.raises(ApprovalNeeded):
        till.journal.search()
    with pytest.raises(ApprovalNeeded):
        till.journal.open()
    till.permissions.approve(Act.BROWSE_JOURNAL, "2001", "8888")
    till.journal.open()
    assert len(numbers(till.journal.search())) == SALES


def test_a_long_journal_is_looked_through_in_pieces(till: Till) -> None:
    query, ledger = JournalQuery(texts=("shift_opened",)), till.journal._ledger
    pieces = [search_journal(ledger._readers, query, before=None, limit=5, scan_max=1)]
    while (before := pieces[-1].before) is not None:
        pieces.append(search_journal(ledger._readers, query, before=before, limit=5, scan_max=1))
    assert [each.entry.kind for piece in pieces for each in piece.entries] == ["shift_opened"]
