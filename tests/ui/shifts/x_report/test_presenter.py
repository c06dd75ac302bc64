from __future__ import annotations

from pos.services.till import Till
from pos.ui.places import Panel
from pos.ui.shifts.x_report.presenter import XPicture, XPresenter
from tests.shop import OIL
from tests.ui.fakes import FakeShell, FakeView


def report(till: Till) -> tuple[XPicture, FakeShell]:
    shell, view = FakeShell(), FakeView()
    presenter = XPresenter(till, lambda: view, shell)
    presenter.begin()
    assert shell.panel is Panel.X_REPORT
    presenter.printed()
    picture = view.shown["show_report"]
    assert isinstance(picture, XPicture)
    return picture, shell


def test_a_cashier_sees_the_shift_but_not_what_must_be_in_the_drawer(till: Till) -> None:
    from pos.domain.paying.tender import TenderKind

    till.checkout.scan(OIL)
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()
    picture, shell = report(till)
    assert picture.takings == ()
    assert picture.blind.startswith("现金")
    assert "69.90" not in str(picture)
    assert shell.said().title == "当班小结已送去打印"
    till.shifts.count("cash", "569.90")
    picture, _shell = report(till)
    assert [cell.text for cell in picture.takings[0]] == ["现金", "569.90", "569.90", "0.00"]


def test_a_manager_sees_all_of_it(till: Till) -> None:
    till.people.sign_in("2001", "8888")
    picture, _shell = report(till)
    assert picture.blind == ""
    assert picture.takings[0][1].text == "500.00"
