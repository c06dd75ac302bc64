"""The lights say why, and what a person can do."""

from __future__ import annotations

import pytest

from pos.services.counter.state import PrinterView, SyncView, TillStatus
from pos.ui.top.lights import picture_top

NOW_MS = 1_795_401_720_000


def fence_words(problem: str | None, *, fenced: bool = True, doubt: str | None = None) -> str | None:
    status = TillStatus(
        sync=SyncView(configured=True, connected=problem is None, pending=0, since_ms=None, problem=problem),
        printer=PrinterView(configured=False, healthy=True, waiting=0, problem=None),
        ledger_problem=None,
        benefits_fenced=fenced,
        benefits_doubt=doubt,
        now_ms=NOW_MS,
    )
    top = picture_top(
        store_name="浆洗街店", till_number="1", staff=None, shift=None, sale_counter=None, status=status
    )
    return None if top.fence is None else top.fence.words


def test_a_wrong_clock_is_told_as_a_clock() -> None:
    assert fence_words(None) == "优惠暂停：请核对时钟"


@pytest.mark.parametrize("problem", ["monitor.lied", "monitor.refused", "ledger.lost"])
def test_books_the_platform_does_not_know_send_to_the_federation(problem: str) -> None:
    assert fence_words(problem) == "优惠暂停：请联系慈善会重新登记"


def test_a_till_that_is_not_fenced_says_nothing() -> None:
    assert fence_words("monitor.unreachable", fenced=False) is None


@pytest.mark.parametrize(
    ("doubt", "words"),
    [
        ("benefit.first_contact", "优惠稍候：正在与慈善会核对"),
        ("benefit.paper_wanted", "优惠暂停：请扫最后一张小票或日结单"),
        ("benefit.month_unvouched", "优惠暂停：请店长确认日期（F10 → T）"),
        ("ledger.restored", "优惠暂停：请联系慈善会重新登记"),
        ("till.forked", "优惠暂停：本机有两份在用，请联系慈善会"),
        ("till.retired", "优惠暂停：本机已被换下，请联系慈善会"),
        ("identity.changed", "优惠暂停：请联系慈善会重新登记"),
        ("ledger.in_doubt", "优惠暂停：请联系慈善会重新登记"),
        ("benefit.disputed", "优惠暂停：慈善会正在核对一笔额度"),
    ],
)
def test_books_that_nobody_vouches_for_say_what_to_do_also_with_the_line_down(doubt: str, words: str) -> None:
    assert fence_words("monitor.unreachable", doubt=doubt) == words
