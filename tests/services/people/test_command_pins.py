"""PINs typed at commands beside the till: the same limits, the same journal, also for a till that runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import open_catalogue
from pos.domain.journal.entries import EntryKind
from pos.domain.people.pin_guard import PinState
from pos.errors.people import SignInLocked, SignInRefused, StaffStopped
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.pin_tries import TRIES_FILE, PinTries, stored_pin_state
from pos.services.installation.identity import LEDGER_FILE
from pos.services.installation.shipped import SIGN_IN_POLICY
from pos.services.people.command_pins import whose_pin
from pos.services.people.pin_guard import load_pin_limits
from tests.services.telling import entries_of
from tests.shop import MANAGER, MANAGER_PIN, Shop

LIMITS = load_pin_limits(SIGN_IN_POLICY)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


@pytest.fixture
def catalogue(shop: Shop) -> Iterator[Catalogue]:
    opened = open_catalogue(shop.settings)
    yield opened
    opened.close()


def typed(shop: Shop, catalogue: Catalogue, pin: str, staff_id: str = MANAGER) -> str:
    """What comes of a number and a PIN at a command: whose they are, or why not."""
    try:
        return whose_pin(
            catalogue,
            PinTries(shop.folder),
            stored_pin_state(shop.folder / LEDGER_FILE, staff_id),
            LIMITS,
            shop.clock,
            staff_id=staff_id,
            pin=pin,
            purpose="change_goods",
        ).staff_id
    except (SignInRefused, SignInLocked) as error:
        return error.code


def test_a_right_pin_leaves_no_trace(shop: Shop, catalogue: Catalogue) -> None:
    assert typed(shop, catalogue, MANAGER_PIN) == MANAGER
    assert not (shop.folder / TRIES_FILE).exists()


def test_five_wrong_pins_lock_there_and_at_the_till_and_stand_in_its_journal(
    shop: Shop, catalogue: Catalogue
) -> None:
    told = [typed(shop, catalogue, "0000") for _ in range(5)]
    assert told == [SignInRefused.code] * 4 + [SignInLocked.code]
    shop.clock.set_ahead(hours=30)
    assert typed(shop, catalogue, MANAGER_PIN) == SignInLocked.code, "the clock opens nothing"

    till = shop.start()
    refused = entries_of(till, EntryKind.PIN_REFUSED)
    assert [(each.data["staff_id"], each.data["purpose"]) for each in refused] == [
        (MANAGER, "change_goods")
    ] * 5
    with pytest.raises(SignInLocked):
        till.people.sign_in(MANAGER, MANAGER_PIN)
    shop.clock.forward(seconds=61)
    assert till.people.sign_in(MANAGER, MANAGER_PIN).staff_id == MANAGER
    till.close()


def test_what_is_tried_beside_a_running_till_counts_there_and_the_other_way_round(
    shop: Shop, catalogue: Catalogue
) -> None:
    till = shop.start()
    for _ in range(3):
        with pytest.raises(SignInRefused):
            till.people.identify(MANAGER, "0")
    assert typed(shop, catalogue, "0000") == SignInRefused.code
    assert typed(shop, catalogue, "0000") == SignInLocked.code

    with pytest.raises(SignInLocked):
        till.people.sign_in(MANAGER, MANAGER_PIN)
    assert typed(shop, catalogue, MANAGER_PIN) == SignInLocked.code
    assert PinTries(shop.folder).waiting() == ()
    till.close()


def test_the_right_pin_forgives_what_came_before_and_the_journal_has_both(
    shop: Shop, catalogue: Catalogue
) -> None:
    assert typed(shop, catalogue, "0000") == SignInRefused.code
    assert typed(shop, catalogue, MANAGER_PIN) == MANAGER
    till = shop.start()
    assert len(entries_of(till, EntryKind.PIN_REFUSED)) == len(entries_of(till, EntryKind.PIN_CLEARED)) == 1
    assert till.people._guard.state(MANAGER) == PinState()
    till.close()


def test_a_lock_outlives_a_machine_that_is_started_anew(shop: Shop, catalogue: Catalogue) -> None:
    shop.clock.forward(hours=1)
    for _ in range(5):
        typed(shop, catalogue, "0000")
    shop.clock.passed_ms = 10_000
    assert typed(shop, catalogue, MANAGER_PIN) == SignInLocked.code
    shop.clock.passed_ms = 60_000
    assert typed(shop, catalogue, MANAGER_PIN) == MANAGER


def test_who_was_stopped_changes_nothing_with_his_old_pin(shop: Shop, catalogue: Catalogue) -> None:
    record = catalogue.staff(MANAGER)
    assert record is not None
    catalogue.put_staff(replace(record, stopped=True))
    with pytest.raises(StaffStopped):
        typed(shop, catalogue, MANAGER_PIN)


def test_numbers_that_nobody_has_are_limited_too(shop: Shop, catalogue: Catalogue) -> None:
    told = [typed(shop, catalogue, "0000", staff_id=f"77{place}") for place in range(6)]
    assert told == [SignInRefused.code] * 4 + [SignInLocked.code] * 2
