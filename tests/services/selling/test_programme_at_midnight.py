"""A new version begins at midnight: the open basket keeps its rules, the next has the new."""

from __future__ import annotations

from pathlib import Path

from tests.many_pools import MORE_GOODS, SOAP, programme_with
from tests.shop import GOODS, OIL, Shop, deliver


def test_a_basket_that_is_open_at_midnight_keeps_its_version(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till", goods=(*GOODS, *MORE_GOODS))
    till = shop.start_selling()
    deliver(till, "programme", {"programme": programme_with(1, first="2026-12-01")}, number=2)
    shop.clock.forward(days=7, hours=13)  # 23:42 on 30 November.
    till.checkout.scan(OIL)
    opened = till.checkout.state
    assert (opened.basket.business_date, opened.programme.version) == ("2026-11-30", "2013-02")

    shop.clock.forward(hours=1)
    till.checkout.scan(SOAP)

    assert till.checkout.state.programme.version == "2013-02"
    till.close()

    again = shop.start_selling()  # Taken up after a restart it is a sale of the new day, by the new rules.
    taken_up = again.checkout.state
    assert len(taken_up.basket.lines) == 2
    assert (taken_up.basket.business_date, taken_up.programme.version) == ("2026-12-01", "2026-12-market")
    again.close()
