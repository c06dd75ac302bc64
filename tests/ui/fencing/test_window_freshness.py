"""A till that nobody vouches for, at the real window: it says so, takes the last paper, and goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.bootstrap import enrol
from pos.domain.cards.card import BenefitState
from pos.errors.fencing import PaperNotNewest
from pos.services.till import Till
from tests.services.federation import federation_with
from tests.services.telling import sell_soy
from tests.shop import LAN, SOY, Shop, grant
from tests.ui.windows import Clerk

SIZE = (1366, 768)


@pytest.fixture
def sold(tmp_path: Path) -> tuple[Shop, list[str]]:
    """An enrolled till with two sales, closed, whose anchor and platform are gone."""
    with federation_with(tmp_path) as (federation, shop):
        federation.keeps = True
        enrol(shop.settings, "123")
        till = shop.start_selling()
        till.sync.sync_now()
        grant(till, LAN)
        numbers = [sell_soy(till), sell_soy(till)]
        till.close()
    assert shop.settings.state_dir is not None
    shutil.rmtree(shop.settings.state_dir)
    return shop, numbers


def light(clerk: Clerk) -> str:
    clerk.window.conductor.tick()
    fence = clerk.window.top._picture.fence
    return "" if fence is None else fence.words


def card_state(till: Till) -> BenefitState:
    card = till.checkout.state.basket.card
    assert card is not None
    return card.state


def test_the_last_receipt_scanned_at_the_counter_brings_the_benefits_back(
    qtbot: QtBot, qapp: QApplication, sold: tuple[Shop, list[str]]
) -> None:
    shop, (older, newest) = sold
    till = shop.start_selling()
    till.sync.sync_now()
    clerk = Clerk(qapp, shop, till, SIZE, 100)
    try:
        clerk.scan(SOY)
        clerk.scan(LAN)
        assert card_state(till) is BenefitState.FENCED
        assert light(clerk) == "优惠暂停：请扫最后一张小票或日结单"

        clerk.scan(older)
        assert clerk.notice == PaperNotNewest.code
        assert card_state(till) is BenefitState.FENCED

        clerk.scan(newest)
        assert card_state(till) is BenefitState.READY
        assert light(clerk) == ""
        assert [line.code for line in till.checkout.state.basket.lines] == [SOY], "the open sale stays"
    finally:
        clerk.close()
        till.close()
        qapp.setStyleSheet("")
