from __future__ import annotations

import pytest

from pos.services.state import ScanKind
from pos.ui.places import AT_WORK, Panel, Route, Screen, kind_of, route
from tests.shop import LAN, OIL, label

EVERY_KIND = list(ScanKind)


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("panel", [None, *sorted(set(Panel) - AT_WORK - {Panel.PRICE}, key=str)])
def test_over_the_checkout_a_scan_sells_a_card_at_the_balance_asks_and_a_receipt_gives_back(
    panel: Panel | None, kind: ScanKind
) -> None:
    asks = panel in (Panel.BALANCE, Panel.ASK_BALANCE) and kind is ScanKind.CARD
    otherwise = Route.GIVE_BACK if kind is ScanKind.SALE else Route.SELL
    assert route(Screen.CHECKOUT, panel, kind) is (Route.ASK_BALANCE if asks else otherwise)


def test_over_a_return_another_receipt_is_another_return_and_nothing_else_is_taken() -> None:
    for kind in EVERY_KIND:
        expected = Route.GIVE_BACK if kind is ScanKind.SALE else Route.FINISH_FIRST
        assert route(Screen.CHECKOUT, Panel.RETURN, kind) is expected


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_over_the_price_check_a_scan_asks_and_never_sells(kind: ScanKind) -> None:
    assert route(Screen.CHECKOUT, Panel.PRICE, kind) is Route.CHECK_PRICE


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("panel", [None, *sorted(set(Panel) - AT_WORK, key=str)])
def test_while_paying_the_payment_decides(panel: Panel | None, kind: ScanKind) -> None:
    assert route(Screen.PAY, panel, kind) is Route.TAKE


@pytest.mark.parametrize("screen", [Screen.CHECKOUT, Screen.PAY])
@pytest.mark.parametrize("panel", sorted(AT_WORK - {Panel.RETURN}, key=str))
def test_over_the_store_s_work_no_scan_is_sold_or_lost_in_silence(screen: Screen, panel: Panel) -> None:
    assert {route(screen, panel, kind) for kind in EVERY_KIND} == {Route.FINISH_FIRST}


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        (Screen.STARTING, Route.WAIT),
        (Screen.SIGN_IN, Route.SIGN_IN_FIRST),
        (Screen.SHIFT, Route.SHIFT_FIRST),
        (Screen.STOPPED, Route.WAIT),
    ],
)
def test_where_nothing_can_be_sold_a_scan_gets_a_hint(screen: Screen, expected: Route) -> None:
    assert {route(screen, panel, kind) for panel in (None, Panel.HELP) for kind in EVERY_KIND} == {expected}


def test_a_scan_is_told_by_its_looks() -> None:
    assert kind_of(OIL) is ScanKind.GOODS
    assert kind_of(label("21", "00123", 454)) is ScanKind.GOODS
    assert kind_of(LAN) is ScanKind.CARD
    assert kind_of("134567890123456789") is ScanKind.PAYMENT
    assert kind_of("S01-1-20261123-0087") is ScanKind.SALE
    assert kind_of("１３４５６７８９０１２３４５６７８９") is ScanKind.PAYMENT
