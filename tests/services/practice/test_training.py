"""Practising: a till of its own whose papers say so and whose ledger nobody is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos.__main__ import main
from pos.bootstrap import World, build_till
from pos.domain.paying.tender import TenderKind
from pos.domain.selling.receipt import Receipt
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.identity import LEDGER_FILE
from pos.services.installation.settings import Settings
from pos.services.people.sign_in import SignedIn
from pos.services.practice.training import (
    TRAINING_MARK,
    TRAINING_TILL,
    as_training,
    training_cards,
    training_settings,
)
from pos.services.till import Till
from pos.ui.frame import app
from pos.ui.frame.main_window import MainWindow
from pos.ui.style.look import Look
from pos.ui.style.theme import load_theme
from tests.shop import CASHIER, CASHIER_PIN, LAN, MANAGER, MANAGER_PIN, OIL, Shop


def practising(shop: Shop) -> Till:
    till = build_till(training_settings(shop.settings), World(shop.clock, shop.ids))
    till.people.sign_in(CASHIER, CASHIER_PIN)
    if till.shifts.current() is None:
        till.shifts.open("500")
    return till


def test_the_shops_people_and_goods_are_there_but_not_its_ledger(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    real = shop.start_selling()
    real.checkout.scan(OIL)
    real.close()
    till = practising(shop)

    assert till.checkout.state.basket.is_untouched
    assert till.checkout.scan(OIL).line_number == 1
    till.checkout.pay(TenderKind.CASH, None)
    assert till.checkout.done().sale_no.startswith("TRAIN-1-")
    till.close()
    again = shop.start_selling()
    assert again.receipts.last_sale_no() is None
    assert len(again.checkout.state.basket.lines) == 1
    again.close()


def test_practice_cards_have_a_whole_month_and_real_cards_are_not_there(tmp_path: Path) -> None:
    till = practising(Shop(tmp_path / "till"))
    card = training_cards("6201")[0]
    state = till.checkout.attach_card(card.card_no)

    assert state.quote.before == state.cap
    assert till.cards.balance(card.card_no).masked_name == "练*一"
    assert not [each for each in training_cards("6201") if each.card_no == LAN]
    till.close()
    assert verify_ledger(tmp_path / "till" / "training" / LEDGER_FILE, public_key=None).first_bad is None


def test_a_month_is_given_once_however_often_the_till_starts(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    practising(shop).close()
    till = practising(shop)
    card = training_cards("6201")[0]
    assert till.cards.balance(card.card_no).left == till.cards.balance(card.card_no).cap
    till.close()


def test_every_paper_says_that_it_is_none_and_opens_no_drawer(tmp_path: Path) -> None:
    marked = as_training(Receipt("小票", (), opens_drawer=True))
    assert not marked.opens_drawer
    printed: list[bytes] = []
    shop = Shop(tmp_path / "till", printer_url="screen", screen=printed.append)
    till = build_till(training_settings(shop.settings), World(shop.clock, shop.ids, printed.append))
    till.people.sign_in(CASHIER, CASHIER_PIN)
    till.shifts.open("500")
    till.checkout.scan(OIL)
    till.checkout.pay(TenderKind.CASH, None)
    sale_no = till.checkout.done().sale_no
    assert till.printing.wait_until_idle(60)
    mark = TRAINING_MARK.replace(" · ", "").encode("gb18030")[:4]
    assert printed[0].count(mark) == 2
    assert till.receipts.preview_bytes(sale_no).count(mark) == 2
    till.close()


def test_it_has_nobody_to_send_anything_to(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till", monitor_url="http://127.0.0.1:9")
    settings = training_settings(shop.settings)
    assert settings.monitor_url is None
    till = practising(shop)
    assert not till.sync.view().configured
    till.close()


def test_to_practise_and_back_is_the_other_till_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, qapp: QApplication
) -> None:
    config = tmp_path / "till.toml"
    config.write_text('[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\n', encoding="utf-8")
    window = MainWindow(Look(load_theme()), qapp)
    qtbot.addWidget(window)
    leaving = [app.Switching(window, SignedIn(str(number), "")) for number in range(2)]
    opened = list[tuple[str, object]]()
    ends: Iterator[int | app.Switching] = iter((*leaving, 0))

    def run(settings: Settings, _build: object, before: object) -> int | app.Switching:
        opened.append((settings.till_id, before))
        return next(ends)

    monkeypatch.setattr(app, "run", run)
    assert main(["--config", str(config)]) == 0
    assert opened == [("S01-1", None), (TRAINING_TILL, leaving[0]), ("S01-1", leaving[1])]


def test_who_was_signed_in_goes_on_at_the_other_till_only_with_the_same_pin(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    till = shop.start()
    assert till.people.proof() is None
    till.people.sign_in(MANAGER, MANAGER_PIN)
    proof = till.people.proof()
    till.close()
    assert proof is not None and proof.pin_hash not in repr(proof)
    training = practising(shop)
    staff = training.people.go_on(proof)
    assert staff is not None and training.people.signed_in == staff
    assert staff.staff_id == MANAGER
    back = training.people.proof()
    assert back == proof
    training.close()
    for stranger in (SignedIn(MANAGER, "another PIN"), SignedIn("4711", proof.pin_hash)):
        till = shop.start()
        assert till.people.go_on(stranger) is None
        assert till.people.signed_in is None
        till.close()
