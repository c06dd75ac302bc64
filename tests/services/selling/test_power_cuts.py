"""The power goes after every single step of a day: the next start stands where the last one stood.

What a start finds is a copy of the folder at that moment. That no step can be half done is the
business of `tests.simulation.kill`; here are the steps, each of the real till.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.services.paying.payment_simulator import Script
from pos.services.selling.held_sales import HeldChoice
from pos.services.till import Till
from tests.services.payments import PayingShop, ask, code, paying_shop
from tests.services.returning import ONE, first_bad, ledger_of, left, return_goods
from tests.shop import CASHIER, CASHIER_PIN, LAN, MANAGER, MANAGER_PIN, OIL, SOY, Shop, grant

WECHAT, CASH = TenderKind.WECHAT, TenderKind.CASH


def after_a_power_cut(shop: PayingShop, folder: Path) -> tuple[Shop, Till]:
    """Another start from what is on the disk now; the providers remember what they were asked."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(shop.folder, folder, ignore=shutil.ignore_patterns("*.lock"))
    copy = Shop.__new__(Shop)
    copy.__dict__ |= {**shop.__dict__, "folder": folder}
    till = copy.start()
    till.people.sign_in(CASHIER, CASHIER_PIN)
    return copy, till


def picture(till: Till) -> dict[str, object]:
    """All that a person would find: the counter, the drawer, the payments, the days, the paper."""
    ledger, state = ledger_of(till), till.checkout.state
    shift = till.shifts.current()
    return {
        "basket": None if state.basket.is_untouched else state.basket,
        "payable": state.paid_so_far.payable,
        "held": [each.basket for each in till.checkout.held()],
        "head": ledger.head()[0],
        "shift": shift,
        "counts": None if shift is None else till.shifts.ending().counts,
        "payments": [(each.payment_id, each.state) for each in ledger.days.payments_on("2026-11-23")],
        "returns": ledger.days.returns_on("2026-11-23"),
        "closes": ledger.days.day_revision("2026-11-23"),
        "papers": [(job.kind, job.subject) for job in ledger.print_jobs.waiting()],
        "card": left(till, LAN),
    }


def steps(till: Till) -> Iterator[tuple[str, Callable[[], object]]]:
    """A day, act by act."""
    checkout, shifts = till.checkout, till.shifts

    def say_yes(act: Act) -> Callable[[], object]:
        return lambda: till.permissions.approve(act, MANAGER, MANAGER_PIN)

    yield "scanned", lambda: checkout.scan(OIL)
    yield "card", lambda: checkout.attach_card(LAN)
    yield "keeps the subsidy", lambda: checkout.set_subsidy("0")
    yield "three of the next", lambda: checkout.set_next_quantity("3")
    yield "three", lambda: checkout.scan(SOY)
    yield "quantity", lambda: checkout.set_quantity(2, "2")
    yield "price approved", say_yes(Act.CHANGE_PRICE)
    yield "price changed", lambda: checkout.change_price(2, "8", reason="临期")
    yield "unlisted", lambda: checkout.add_unlisted("其他", "2.50")
    yield "dropped", lambda: checkout.drop(3)
    yield "held", checkout.hold
    yield "the next customer", lambda: checkout.scan(SOY)
    yield "told the total", checkout.begin_payment
    yield "some cash", lambda: checkout.pay(CASH, "5")
    yield "all cash", lambda: checkout.pay(CASH, "10")
    yield "sold", checkout.done
    yield "recalled", lambda: checkout.recall(1)
    yield "part in cash", lambda: checkout.pay(CASH, "20")
    yield "phone asked", lambda: till.payments.ask(WECHAT, None, code=code(1))
    yield "left for later", till.payments.set_aside
    yield "phone unclear", lambda: ask(till, 2, "0.50")
    yield "goods may go, approved", say_yes(Act.FINISH_UNPAID)
    yield "goods may go", till.payments.finish_unpaid
    yield "given back approved", say_yes(Act.RETURN_GOODS)
    yield "cash in", lambda: shifts.cash_in("50", "零钱")
    yield "cash out approved", say_yes(Act.CASH_OUT)
    yield "cash out", lambda: shifts.cash_out("50", "交银行")


def closing(till: Till) -> Iterator[tuple[str, Callable[[], object]]]:
    """What follows once the counter is empty."""
    shifts = till.shifts
    yield "goods back", lambda: return_goods(till, "S01-1-20261123-0001", {1: ONE})
    yield "again on the counter", lambda: till.checkout.scan(SOY)
    yield "put aside over the close", till.checkout.hold
    yield "counted", lambda: shifts.count("cash", "100x5")
    yield "recount approved", lambda: till.permissions.approve(Act.RECOUNT, MANAGER, MANAGER_PIN)
    yield "recounted", lambda: shifts.count("cash", "100x5 5x1")
    over_short = Act.CLOSE_SHIFT_OVER_SHORT
    yield "difference approved", lambda: till.permissions.approve(over_short, MANAGER, MANAGER_PIN)
    yield (
        "shift over",
        lambda: shifts.close("不知道原因", reason="原因不明，已复点", held={1: HeldChoice.KEEP}),
    )
    yield "day approved", lambda: till.permissions.approve(Act.CLOSE_DAY, MANAGER, MANAGER_PIN)
    yield "day signed", lambda: till.days.close("2026-11-23", "店长看过")


def test_after_each_step_of_a_day_a_start_stands_where_the_last_one_stood(tmp_path: Path) -> None:
    shop = paying_shop(tmp_path / "till", Script(charge_lost=True), Script(charge_lost=True))
    shop.printer_url = (tmp_path / "no" / "printer").as_uri()  # So every paper waits.
    till = shop.start_selling()
    grant(till, LAN)

    def cut(what: str) -> None:
        before = picture(till)
        copy, again = after_a_power_cut(shop, tmp_path / "after")
        assert picture(again) == before, what
        again.close()
        assert first_bad(copy) is None, what

    for what, act in steps(till):
        act()
        cut(what)
    till.checkout.pay(CASH, None)
    till.checkout.done()
    for what, act in closing(till):
        act()
        cut(what)
    till.close()
