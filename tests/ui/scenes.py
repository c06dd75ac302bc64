"""Every screen and panel as it can look, by name: a clerk brings it about. For tests of looks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos.domain.paying.tender import TenderKind
from pos.errors.people import SignInRefused
from pos.ui.help.acts import MoreAct
from pos.ui.places import Screen
from pos.ui.shell import Signing
from pos.ui.words.notices import Notice
from tests.shop import (
    CASHIER,
    CASHIER_PIN,
    LAN,
    MANAGER,
    MANAGER_PIN,
    OIL,
    RICE,
    SOY,
    WITHOUT_LEASE,
    label,
)
from tests.ui.scenes_asking import ASKING_SCENES
from tests.ui.scenes_day import DAY_SCENES
from tests.ui.scenes_make_goods import MAKE_GOOD_SCENES
from tests.ui.scenes_more import MORE_SCENES
from tests.ui.windows import Clerk

Key = Qt.Key
HUNDRED_YUAN = 100_00  # fen
WECHAT = "134567890123456789"
STOP = Notice("账本写不进去，已停止销售", "这一单还在，没有丢。请检查磁盘空间和权限。", "ledger.unwritable")


def checkout(clerk: Clerk) -> None:
    for code in (label("21", "00123", 454), OIL, OIL, RICE, SOY, SOY, LAN):
        clerk.scan(code)


def sign_in(clerk: Clerk) -> None:
    clerk.window.conductor.sign_out()


def sign_in_refused(clerk: Clerk) -> None:
    sign_in(clerk)
    clerk.window.conductor.people.signed("1001", "0000")


def shift(clerk: Clerk) -> None:
    clerk.window.conductor._go(Screen.SHIFT)


def shift_refused(clerk: Clerk) -> None:
    shift(clerk)
    clerk.window.conductor.people.float_given("1.2.3")


def no_lease(clerk: Clerk) -> None:
    clerk.scan(WITHOUT_LEASE)


def notice(clerk: Clerk) -> None:
    checkout(clerk)
    clerk.scan("6901234567892")


def quantity(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F2)


def quantity_refused(clerk: Clerk) -> None:
    quantity(clerk)
    clerk.window.conductor.answered("1.5")


def card(clerk: Clerk) -> None:
    checkout(clerk)
    clerk.press(Key.Key_F4)


def another_price(clerk: Clerk) -> None:
    clerk.scan(OIL)
    clerk.press(Key.Key_F9)


def a_discount(clerk: Clerk) -> None:
    another_price(clerk)
    clerk.press(Key.Key_F9)


def no_reason(clerk: Clerk) -> None:
    another_price(clerk)
    clerk.press(Key.Key_F12)


def approval(clerk: Clerk) -> None:
    another_price(clerk)
    clerk.window.conductor.reason_given("65", "包装破损", "")


def approval_refused(clerk: Clerk) -> None:
    approval(clerk)
    clerk.window.conductor.signed("1001", "1234")


def not_on_file(clerk: Clerk) -> None:
    clerk.window.conductor.overrides.unlisted()
    clerk.window.conductor.answered("蔬菜")


def open_drawer(clerk: Clerk) -> None:
    clerk.window.conductor.overrides.drawer()


def take_over(clerk: Clerk) -> None:
    clerk.press(Key.Key_F11)


def search(clerk: Clerk) -> None:
    clerk.window.conductor.open_search("sh")


def balance(clerk: Clerk) -> None:
    clerk.window.conductor.balance.asked(LAN)


def more(clerk: Clerk) -> None:
    clerk.press(Key.Key_F10)


def text_size(clerk: Clerk) -> None:
    more(clerk)
    clerk.window.conductor.more.pressed(MoreAct.TEXT_SIZE)
    clerk.turn(100)


def show_help(clerk: Clerk) -> None:
    clerk.press(Key.Key_F1)


def held(clerk: Clerk) -> None:
    for code in (OIL, SOY):
        clerk.scan(code)
        clerk.press(Key.Key_F5)
    clerk.press(Key.Key_F6)


def pay(clerk: Clerk) -> None:
    checkout(clerk)
    clerk.press(Key.Key_F12)


def pay_refused(clerk: Clerk) -> None:
    pay(clerk)
    clerk.scan(OIL)


def paid(clerk: Clerk) -> None:
    pay(clerk)
    clerk.window.conductor.pay.quick("20")
    due = clerk.till.checkout.state.paid_so_far.due
    clerk.window.pay.show_amount(str(-(-due // HUNDRED_YUAN) * 100))  # Enough, also when the card is used up.


def confirm(clerk: Clerk) -> None:
    pay(clerk)
    clerk.press(Key.Key_F3, Key.Key_Return)


def unclear(clerk: Clerk) -> None:
    pay(clerk)
    clerk.scan(WECHAT)
    clerk.press(Key.Key_F9)


def unclear_aside(clerk: Clerk) -> None:
    unclear(clerk)
    clerk.press(Key.Key_F6)
    clerk.window.conductor.tick()


def payments(clerk: Clerk) -> None:
    unclear(clerk)
    clerk.window.conductor.desks.payments.list_all()


def done(clerk: Clerk) -> None:
    paid(clerk)
    clerk.press(Key.Key_Return)
    clerk.turn(400)


def sign(clerk: Clerk) -> None:
    clerk.window.conductor.sign(Signing("签字", "请本人输入密码。", "签字", "1001"), lambda _id, _pin: None)


def sign_refused(clerk: Clerk) -> None:
    def refuse(_staff_id: str, _pin: str) -> None:
        raise SignInRefused(tries_left=4)

    clerk.window.conductor.sign(Signing("签字", "请本人输入密码。", "签字", "2001"), refuse)
    clerk.window.conductor.signed("2001", "0000")


def _sold(clerk: Clerk) -> str:
    """Two card sales: a large one, paid by phone and in cash, whose number is told, and one after it."""
    till = clerk.till
    for code in (label("21", "00123", 454), OIL, RICE, SOY, SOY, LAN):
        till.checkout.scan(code)
    till.checkout.pay(TenderKind.WECHAT, "50", said_by=till.people.signed_in)
    till.checkout.pay(TenderKind.CASH, "200")
    sale_no = till.checkout.done().sale_no
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    clerk.window.conductor.changed(till.checkout.state)
    return sale_no


def give_back(clerk: Clerk) -> None:
    clerk.scan(_sold(clerk))
    clerk.turn(200)
    clerk.press(Key.Key_Return, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    clerk.type("1")
    clerk.press(Key.Key_Return, Key.Key_F5)


def give_back_refused(clerk: Clerk) -> None:
    give_back(clerk)
    clerk.window.conductor.desks.returns.marked(4)
    clerk.type("9")
    clerk.press(Key.Key_Return)


def given_back(clerk: Clerk) -> None:
    clerk.till.people.sign_in("2001", "8888")
    give_back(clerk)
    clerk.press(Key.Key_F12)
    clerk.turn(600)
    clerk.press(Key.Key_Return)  # 已退给顾客: the phone's part.
    clerk.turn(600)


def void(clerk: Clerk) -> None:
    _sold(clerk)
    clerk.window.conductor.desks.returns.begin_void()


def price(clerk: Clerk) -> None:
    clerk.press(Key.Key_F8)
    clerk.scan(OIL)


def price_refused(clerk: Clerk) -> None:
    price(clerk)
    clerk.scan(LAN)


def goods_files(clerk: Clerk) -> None:
    clerk.till.people.sign_in("2001", "8888")
    folder = clerk.till.goods_import.folder
    folder.mkdir(exist_ok=True)
    bad = "A2,糖,,袋,调味,1.2e3,piece\n"
    long_name = "新到的手工古法压榨小榨浓香菜籽油家庭装"
    (folder / "十一月价目表.csv").write_text(
        f"编码,名称,规格,单位,类别,价格,销售方式\n{OIL},{long_name},5L,桶,油,1272.90,按件\n{bad}",
        encoding="utf-8",
    )
    clerk.window.conductor.desks.goods.begin()


def goods_preview(clerk: Clerk) -> None:
    goods_files(clerk)
    clerk.window.conductor.answered("十一月价目表.csv")
    clerk.background.wait(30)
    clerk.turn(50)


def goods_dearer(clerk: Clerk) -> None:
    goods_preview(clerk)
    clerk.press(Key.Key_2)


def goods_yes(clerk: Clerk) -> None:
    goods_preview(clerk)
    clerk.press(Key.Key_F12)


def stopped(clerk: Clerk) -> None:
    clerk.window.conductor.stop(STOP)


SCENES: dict[str, Callable[[Clerk], None]] = {
    scene.__name__: scene
    for scene in (
        sign_in, sign_in_refused, shift, shift_refused, checkout, no_lease, notice, quantity,
        quantity_refused, card, search, balance, more, text_size, show_help, held, pay, pay_refused,
        paid, confirm, unclear, unclear_aside, payments, done, give_back, give_back_refused, given_back, void,
        stopped, sign, sign_refused,
        another_price, a_discount, no_reason, approval, approval_refused, not_on_file, open_drawer,
        take_over, price, price_refused, goods_files, goods_preview, goods_dearer, goods_yes,
    )
} | ASKING_SCENES | MAKE_GOOD_SCENES | MORE_SCENES | DAY_SCENES  # fmt: skip


def reset(clerk: Clerk) -> None:
    """Back to an empty checkout with the cashier signed in."""
    conductor, counter = clerk.window.conductor, clerk.till.checkout
    conductor.close_panel()
    clerk.till.asks.stop()
    conductor.desks.ask_watch._waiting = False
    clerk.till.people.sign_in(MANAGER, MANAGER_PIN)  # To cancel after the total takes more than a cashier.
    while counter.state.basket.tenders:
        counter.take_back(1, refunded_by=clerk.till.people.signed_in)
    if counter.state.basket.paying:
        counter.leave_payment()
    counter.cancel()
    for sale in counter.held():
        counter.recall(sale.number)
        counter.cancel()
    clerk.till.people.sign_in(CASHIER, CASHIER_PIN)
    conductor.retry()
    clerk.window.show_notice(None)
    while clerk.window._look.text_percent != clerk.percent:
        clerk.window.next_text_size()
