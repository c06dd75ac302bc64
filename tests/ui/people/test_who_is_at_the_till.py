"""Signing out asks, a lock is lifted on the spot by a manager, and the till's own papers say names."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.people.staff import PLATFORM_ITSELF, TILL_ITSELF, actor_name
from pos.services.till import Till
from pos.ui.places import Screen
from pos.ui.reports.journal.words import say_entry
from tests.services.telling import entries_of
from tests.shop import CASHIER, CASHIER_PIN, MANAGER, MANAGER_PIN, SOY
from tests.ui.windows import Clerk, lines

Key = Qt.Key


def another_person(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10)
    clerk.type("6")


def test_another_person_asks_before_anybody_is_signed_out(clerk: Clerk) -> None:
    clerk.scan(SOY)
    another_person(clerk)
    assert clerk.panel.title.text() == "退出登录"
    assert "这一单留着" in clerk.panel._words.text()
    clerk.press(Key.Key_Return)  # One Enter too many does nothing.
    assert at_work(clerk)
    if clerk.panel is None:
        another_person(clerk)
    clerk.panel._yes.click()
    clerk.turn(20)
    assert not at_work(clerk) and clerk.window.conductor.screen is Screen.SIGN_IN
    assert lines(clerk) == [SOY]


def at_work(clerk: Clerk) -> bool:
    return clerk.till.people.signed_in is not None


def sign_in(clerk: Clerk, number: str, pin: str) -> None:
    clerk.window.conductor.people.signed(number, pin)
    clerk.turn(10)


def test_a_manager_lifts_a_lock_at_the_sign_in_here_and_now(clerk: Clerk) -> None:
    clerk.window.conductor.sign_out()
    for _try in range(5):
        sign_in(clerk, CASHIER, "0000")
    sign_in(clerk, CASHIER, CASHIER_PIN)
    assert clerk.panel.title.text() == "解除锁定"
    clerk.panel.signed.emit("3001", "5555")  # A trainee may not.
    clerk.turn(10)
    assert clerk.panel.notice.notice.code == "approval.unfit"
    assert not at_work(clerk)
    clerk.panel.signed.emit(MANAGER, MANAGER_PIN)
    clerk.turn(10)
    assert clerk.panel is None and not at_work(clerk)
    sign_in(clerk, CASHIER, CASHIER_PIN)
    assert at_work(clerk)
    cleared = entries_of(clerk.till, EntryKind.PIN_CLEARED)[0]
    assert (cleared.actor, cleared.data["staff_id"]) == (MANAGER, CASHIER)


@pytest.mark.parametrize(
    ("actor", "said"), [(TILL_ITSELF, "收银机"), (PLATFORM_ITSELF, "平台"), ("7007", "7007")]
)
def test_nobody_reads_an_id_where_the_till_or_the_platform_acted(till: Till, actor: str, said: str) -> None:
    assert actor_name(actor, None) == said
    assert till.receipts.name_of(actor) == said


def test_the_journal_says_people_by_name_wherever_an_entry_has_a_number(till: Till) -> None:
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.WECHAT, None, said_by=till.people.signed_in)
    till.checkout.done()
    till.people.sign_out()
    for number in (CASHIER, "4444"):
        with pytest.raises(Exception, match=r"sign_in\.refused"):
            till.people.sign_in(number, "0000")
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.journal.open()
    told = [str(say_entry(each)) for each in till.journal.search(limit=50).entries]
    assert any("李芳 确认" in each for each in told)
    assert any("密码" in each and "李芳" in each and "收银机" in each for each in told)
    assert not [each for each in told if "'till'" in each or "1001" in each], told
