"""Restored backups, cloned disks and wrong clocks: benefits go off, public sales go on (DESIGN 5.5)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.bootstrap import enrol
from pos.crypto.keys import DeviceKey
from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import TenderKind
from pos.errors.fencing import LedgerRestored
from pos.errors.ledger import LedgerLost
from pos.errors.platform import (
    MonitorLied,
    MonitorRefused,
    MonitorUnreachable,
    TillClockOff,
    TillForked,
    TillRetired,
)
from pos.ledger.drafts import Drafts
from pos.services.fencing.fence import FENCE_FILE
from pos.services.installation.identity import DRAFT_FILE, KEY_FILE, LEDGER_FILE, load_identity
from pos.services.till import Till
from pos.ui.words.messages import words_for
from tests.services.federation import (
    Federation,
    Says,
    enrol_again,
    federation_with,
    is_ahead,
    knows_another_entry,
)
from tests.services.telling import sell_soy
from tests.shop import CASHIER, CASHIER_PIN, LAN, MANAGER, MANAGER_PIN, MORNING_MS, SOY, Shop, grant


@pytest.fixture
def enrolled(tmp_path: Path) -> Iterator[tuple[Federation, Shop]]:
    with federation_with(tmp_path) as (federation, shop):
        enrol(shop.settings, "123")
        yield federation, shop


def card_state(till: Till) -> BenefitState:
    """What the card on the open basket may do."""
    card = till.checkout.state.basket.card
    assert card is not None
    return card.state


@pytest.mark.parametrize("says", [knows_another_entry, is_ahead])
def test_a_chain_the_platform_does_not_know_ends_benefits_but_not_sales(
    enrolled: tuple[Federation, Shop], says: Says
) -> None:
    federation, shop = enrolled
    till = shop.start_selling()
    grant(till, LAN)
    till.checkout.scan(SOY)
    till.checkout.attach_card(LAN)
    assert card_state(till) is BenefitState.READY

    federation.says = says
    assert till.sync.sync_now().problem == MonitorLied.code
    till.take_news()

    assert card_state(till) is BenefitState.FENCED
    assert till.status().benefits_fenced
    till.checkout.detach_card()
    till.checkout.pay(TenderKind.CASH, "10")
    till.checkout.done()
    till.close()

    shop.monitor_url = None
    till = shop.start_selling()
    assert till.status().benefits_fenced, "a restart is no way around it"
    assert till.sync.view().problem == MonitorLied.code
    sell_soy(till)
    till.close()


def test_a_platform_that_cannot_sign_ends_nothing(enrolled: tuple[Federation, Shop]) -> None:
    federation, shop = enrolled
    till = shop.start_selling()
    federation.says, federation.forged = is_ahead, True

    assert till.sync.sync_now().problem == MonitorLied.code

    assert not till.status().benefits_fenced
    till.close()


@pytest.mark.parametrize(
    ("refusal", "code"), [("epoch.retired", TillRetired.code), ("epoch.forked", TillForked.code)]
)
def test_an_installation_that_was_replaced_or_lives_twice_gives_no_benefits(
    enrolled: tuple[Federation, Shop], refusal: str, code: str
) -> None:
    federation, shop = enrolled
    till = shop.start_selling()
    federation.refusal = refusal

    assert till.sync.sync_now().problem == code

    assert till.status().benefits_fenced
    till.close()
    shop.monitor_url = None
    till = shop.start()
    assert (till.status().benefits_doubt, till.sync.view().problem) == (code, code)
    till.close()


@pytest.mark.parametrize("code", [TillRetired.code, TillForked.code, MonitorLied.code, LedgerRestored.code])
def test_who_is_fenced_as_a_copy_reads_that_it_is_one_that_benefits_are_off_and_what_to_do(code: str) -> None:
    said = words_for(code)
    whole = f"{said.title} {said.what_next}"
    assert any(word in whole for word in ("复制", "备份", "另一台"))
    assert "优惠" in said.what_next and any(word in said.what_next for word in ("已停", "已暂停"))
    assert "重新登记" in said.what_next


def test_a_fence_that_an_earlier_release_noted_says_why_as_well(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    note = {"code": MonitorRefused.code, "reason": "epoch.forked", "at_ms": MORNING_MS}
    (shop.folder / FENCE_FILE).write_text(json.dumps(note), encoding="utf-8")
    shop.monitor_url = None
    till = shop.start()
    assert till.status().benefits_doubt == TillForked.code
    till.close()


@pytest.mark.parametrize("code", ["epoch.retired", "epoch.forked"])
def test_whoever_answers_in_the_platforms_place_switches_nothing_off(
    enrolled: tuple[Federation, Shop], code: str
) -> None:
    federation, shop = enrolled
    till = shop.start_selling()
    federation.refusal, federation.signs = code, False

    assert till.sync.sync_now().problem == MonitorUnreachable.code

    assert not (shop.folder / FENCE_FILE).exists()
    till.close()


@pytest.mark.parametrize("reason", ["epoch.retired", "hash"])
def test_a_fence_set_by_error_is_taken_down_by_the_platforms_next_good_answers(
    enrolled: tuple[Federation, Shop], reason: str
) -> None:
    federation, shop = enrolled
    federation.keeps = True
    # As an earlier release left it: any 403 in the platform's place did.
    note = {"code": MonitorRefused.code, "reason": reason, "at_ms": MORNING_MS}
    (shop.folder / FENCE_FILE).write_text(json.dumps(note), encoding="utf-8")
    till = shop.start_selling()

    till.sync.sync_now()

    assert (shop.folder / FENCE_FILE).exists() == (reason == "hash"), "another chain stays another chain"
    till.close()


def test_a_clock_the_platform_does_not_share_ends_benefits_until_they_agree(
    enrolled: tuple[Federation, Shop],
) -> None:
    federation, shop = enrolled
    federation.keeps = True
    till = shop.start_selling()
    grant(till, LAN)

    federation.refusal, federation.clock_ms = "request.stale", MORNING_MS - 9 * 3_600_000
    assert till.sync.sync_now().problem == TillClockOff.code
    till.checkout.scan(SOY)
    till.checkout.attach_card(LAN)
    assert card_state(till) is BenefitState.FENCED
    assert till.status().benefits_doubt == TillClockOff.code
    till.close()
    till = shop.start()
    assert till.status().benefits_doubt == TillClockOff.code, "a restart sets no clock right"

    federation.refusal = ""
    till.people.sign_in(CASHIER, CASHIER_PIN)
    till.sync.sync_now()
    till.take_news()

    assert till.status().benefits_doubt is None
    assert card_state(till) is BenefitState.READY
    till.close()


def test_a_wrong_clock_hides_no_graver_reason(enrolled: tuple[Federation, Shop]) -> None:
    federation, shop = enrolled
    till = shop.start_selling()
    federation.refusal, federation.clock_ms = "request.stale", MORNING_MS - 9 * 3_600_000
    till.sync.sync_now()
    federation.refusal = "epoch.forked"
    till.sync.sync_now()
    federation.refusal = "request.stale"
    till.sync.sync_now()

    assert till.status().benefits_doubt == TillForked.code
    till.close()


def test_enrolling_a_fenced_till_begins_an_epoch_with_a_new_key_and_keeps_everything(
    enrolled: tuple[Federation, Shop],
) -> None:
    federation, shop = enrolled
    till = shop.start_selling()
    sell_soy(till)
    federation.says = is_ahead
    till.sync.sync_now()
    till.close()
    old_key = (shop.folder / KEY_FILE).read_bytes()

    done = enrol(shop.settings, "456")

    assert (done.identity.epoch, done.waiting) == (2, 3), "its identity, a shift and a sale never arrived"
    assert done.ledger_aside == shop.folder / "ledger-epoch1.db"
    assert done.ledger_aside.exists()
    assert (shop.folder / "device.key.epoch1").read_bytes() == old_key
    key = DeviceKey.load(shop.folder / KEY_FILE)
    assert federation.keys[-1] == key.public_key
    assert load_identity(shop.folder) == done.identity
    assert not (shop.folder / FENCE_FILE).exists()
    shop.monitor_url = None
    till = shop.start_selling()
    assert not till.status().benefits_fenced
    sell_soy(till)
    till.close()


def test_a_sale_that_was_paid_when_the_power_went_is_not_sold_again_in_the_new_epoch(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled
    till = shop.start_selling()
    till.checkout.scan(SOY)
    paid = till.checkout.state.basket
    till.checkout.pay(TenderKind.CASH, "10")
    till.checkout.done()
    till.close()
    with closing(Drafts(shop.folder / DRAFT_FILE)) as drafts:
        drafts.save(paid)  # As if the power had gone between the sale and the clearing of its draft.

    enrol_again(shop)

    till = shop.start_selling()
    assert till.checkout.state.basket.lines == ()
    till.close()


def test_a_till_can_be_enrolled_again_any_number_of_times(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    for _ in range(3):
        till = shop.start_selling()
        sell_soy(till)
        till.close()
        enrol_again(shop)

    assert sorted(path.name for path in shop.folder.glob("ledger-epoch*.db")) == [
        "ledger-epoch1.db",
        "ledger-epoch2.db",
        "ledger-epoch3.db",
    ]


def test_a_ledger_that_is_gone_fences_an_enrolled_till(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    till = shop.start_selling()
    sell_soy(till)
    till.close()
    (shop.folder / LEDGER_FILE).unlink()
    shop.monitor_url = None

    till = shop.start_selling()

    assert till.status().benefits_fenced
    assert till.sync.view().problem == LedgerLost.code
    sell_soy(till)
    till.close()


def test_an_emptied_ledger_is_a_lost_one(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    shop.start_selling().close()
    (shop.folder / LEDGER_FILE).write_bytes(b"")

    till = shop.start()

    assert till.status().benefits_fenced
    till.close()


def test_a_till_that_never_started_has_lost_nothing(enrolled: tuple[Federation, Shop]) -> None:
    """From its first start on an enrolled till's journal holds whose it is, sold or not."""
    _federation, shop = enrolled
    (shop.folder / LEDGER_FILE).unlink(missing_ok=True)

    till = shop.start()

    assert not till.status().benefits_fenced
    till.close()


@pytest.mark.parametrize(
    ("entry_behind", "platform_behind", "fenced"),
    [(60, 0, False), (180, 0, True), (0, 600, False), (0, 960, True)],
)
def test_a_clock_may_differ_from_the_platforms_more_than_from_its_own_past(
    tmp_path: Path, entry_behind: int, platform_behind: int, fenced: bool
) -> None:
    shop = Shop(tmp_path / "till")
    till = shop.start_selling()
    ledger = till.checkout._parts.recorder.ledger
    shop.clock.forward(seconds=-entry_behind)
    if platform_behind:
        sequence, entry_hash = ledger.head()
        ledger.acknowledge(sequence, entry_hash, b"", shop.clock.now_ms() + platform_behind * 1_000)

    assert till.status().benefits_fenced is fenced
    till.close()


def test_a_sale_with_the_clock_set_back_does_not_take_the_fence_down(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    till = shop.start_selling()
    shop.clock.forward(seconds=-300)
    sell_soy(till)

    assert till.status().benefits_fenced
    till.close()


def test_a_till_that_is_enrolled_again_the_same_day_repeats_no_number(
    enrolled: tuple[Federation, Shop],
) -> None:
    """Its new journal is empty; the papers of the morning are in people's hands."""
    _federation, shop = enrolled
    numbers: list[str] = []
    for _epoch in range(3):
        till = shop.start_selling()
        till.people.sign_in(MANAGER, MANAGER_PIN)
        sold = sell_soy(till)
        returned = till.returns.return_goods(sold, {1: 1000}, "买错了")
        assert till.returns.find("1").sale_no == sold
        assert till.returns.find(sold.rpartition("-")[2]).sale_no == sold, "as the paper says it"
        assert till.receipts.preview_png(sold).startswith(b"\x89PNG")
        numbers += [sold, returned.return_no]
        till.close()
        enrol_again(shop)
    assert len(set(numbers)) == 6
    assert [number.rpartition("-")[2] for number in numbers[::2]] == ["0001", "10001", "20001"]
