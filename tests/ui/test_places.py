from __future__ import annotations

import pytest

from pos.services.counter.state import ScanKind
from pos.ui.places import Panel, Route, Screen, kind_of, route
from tests.shop import LAN, OIL, label

EVERY_KIND = list(ScanKind)
# What each panel asks for on the screen; everything else is said not to be taken.
ASKED_FOR: dict[Panel, dict[ScanKind, Route]] = {
    Panel.BALANCE: {ScanKind.CARD: Route.ASK_BALANCE},
    Panel.ASK_BALANCE: {ScanKind.CARD: Route.ASK_BALANCE},
    Panel.RETURN: {ScanKind.SALE: Route.RETURN},
    Panel.ARTICLE: {ScanKind.GOODS: Route.FIND_ARTICLE, ScanKind.PAYMENT: Route.FIND_ARTICLE},
    Panel.SEARCH: {ScanKind.GOODS: Route.SELL},
    Panel.PRICE: dict.fromkeys(EVERY_KIND, Route.CHECK_PRICE),
    Panel.RECEIPT: dict.fromkeys(EVERY_KIND, Route.SELL) | {ScanKind.SALE: Route.RETURN},
}


def test_at_the_counter_a_scan_is_sold_and_a_receipt_gives_back() -> None:
    for kind in EVERY_KIND:
        expected = Route.RETURN if kind is ScanKind.SALE else Route.SELL
        assert route(Screen.CHECKOUT, None, kind) is expected


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("panel", sorted(Panel, key=str))
def test_over_every_panel_one_rule_it_takes_what_it_asks_for_and_nothing_else(
    panel: Panel, kind: ScanKind
) -> None:
    expected = ASKED_FOR.get(panel, {}).get(kind, Route.FINISH_FIRST)
    assert route(Screen.CHECKOUT, panel, kind) is expected


def test_a_question_takes_what_it_waits_for_and_nothing_else() -> None:
    taken = {ScanKind.CARD: Route.SELL, ScanKind.SALE: Route.RETURN}
    for waits_for, expected in taken.items():
        for kind in EVERY_KIND:
            found = route(Screen.CHECKOUT, Panel.ASK, kind, asked=waits_for)
            assert found is (expected if kind is waits_for else Route.FINISH_FIRST)
    for kind in EVERY_KIND:
        found = route(Screen.PAY, Panel.ASK, kind, asked=ScanKind.PAYMENT)
        assert found is (Route.TAKE if kind is ScanKind.PAYMENT else Route.FINISH_FIRST)


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("panel", [None, *sorted(Panel, key=str)])
def test_while_paying_the_payment_decides_unless_a_question_is_open(
    panel: Panel | None, kind: ScanKind
) -> None:
    assert route(Screen.PAY, panel, kind) is (Route.TAKE if panel is None else Route.FINISH_FIRST)


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
