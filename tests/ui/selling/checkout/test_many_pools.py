"""The window under programmes of three pools and more: nothing is cut, and each pool has its own colour."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos.ui.selling.checkout.pictures import POOLS_SHOWN
from pos.ui.selling.customer.pictures import picture_sale
from pos.ui.selling.customer.window import CustomerWindow
from tests.many_pools import MORE_GOODS, month_of_all, programme_with
from tests.shop import GOODS, LAN, OIL, RICE, Shop, deliver, grant, label
from tests.ui.windows import Clerk, cut_at_rest

# A folder to keep what the test saw, for a person who looks: HUIMIN_PICTURES=/tmp/pictures.
PICTURES = os.environ.get("HUIMIN_PICTURES")


@pytest.mark.parametrize("more", [1, 4, 10])
@pytest.mark.parametrize(("size", "percent"), [((1024, 768), 100), ((1366, 768), 150), ((1024, 768), 150)])
def test_many_pools_fit_the_checkout_the_balance_and_the_customers_display(
    qapp: QApplication, tmp_path: Path, size: tuple[int, int], percent: int, more: int
) -> None:
    shop = Shop(tmp_path / "till", goods=(*GOODS, *MORE_GOODS))
    till = shop.start_selling()
    programme = programme_with(more)
    deliver(till, "programme", {"programme": programme}, number=2)
    grant(till, LAN, month_of_all(programme), number=3)
    clerk = Clerk(qapp, shop, till, size, percent)
    try:
        for code in (label("21", "00123", 454), OIL, RICE, *(goods.code for goods in MORE_GOODS[:more]), LAN):
            clerk.scan(code)
        assert cut_at_rest(clerk) == []
        _keep(clerk, f"checkout-{more}", size, percent)
        meters = [bar._meter for bar in clerk.window.checkout.benefits._meters if bar.isVisible()]
        shown = [(meter.short_title, meter.tone, meter.striped) for meter in meters if meter is not None]
        assert [name for name, _tone, _striped in shown] == [
            *(pool["name"] for pool in programme["pools"][: POOLS_SHOWN - 1]), "购物补贴",
        ]  # fmt: skip
        assert len({(tone, striped) for _name, tone, striped in shown}) == min(more + 3, POOLS_SHOWN)
        window = CustomerWindow(clerk.window._look, "浆洗街店")
        window.resize(*size)
        window.show_customer(picture_sale(till.checkout.state, "浆洗街店", asks=False))
        window.grab()
        assert window.cut == ()
        if PICTURES:
            window.grab().save(f"{PICTURES}/customer-{more}-{size[0]}-{percent}.png")
        window.close()
        clerk.window.conductor.balance.asked(LAN)
        assert cut_at_rest(clerk) == []
        _keep(clerk, f"balance-{more}", size, percent)
    finally:
        clerk.close()
        till.close()
        qapp.setStyleSheet("")


def _keep(clerk: Clerk, name: str, size: tuple[int, int], percent: int) -> None:
    if PICTURES:
        clerk.window.grab().save(f"{PICTURES}/{name}-{size[0]}-{percent}.png")
