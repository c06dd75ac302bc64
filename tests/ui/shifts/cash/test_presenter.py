from __future__ import annotations

from pos.domain.people.permission import Act
from pos.services.till import Till
from pos.ui.places import Panel
from pos.ui.shifts.cash.presenter import CashPresenter
from tests.ui.fakes import FakeShell, FakeView


def test_cash_goes_in_with_a_reason_and_out_with_a_managers_yes(till: Till) -> None:
    shell, view = FakeShell(), FakeView()
    presenter = CashPresenter(till.shifts, till.permissions, lambda: view, shell)
    presenter.begin()
    assert (shell.panel, view.shown["show_direction"]) == (
        Panel.CASH,
        (False, till.permissions.reasons(Act.CASH_IN)),
    )
    presenter.given("100", "")
    assert (shell.said().code, shell.panel) == ("cash.reason_needed", Panel.CASH)
    presenter.given("１００．５", "换零钱")
    assert (shell.said().title, shell.panel) == ("已存入 100.50 元", None)
    presenter.turned(out=True)
    assert view.shown["show_direction"] == (True, ("送存银行", "采购支出", "换零钱"))
    presenter.given("50", "送存银行")
    assert shell.needed is not None
    till.permissions.approve(Act.CASH_OUT, "2001", "8888")
    shell.again()
    assert shell.said().title == "已取出 50.00 元"
    assert till.shifts.x_report().cash_out == 5_000
