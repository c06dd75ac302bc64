"""After a start no benefit before somebody vouches for the books: the platform, an anchor, the last paper."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.bootstrap import enrol
from pos.commands.headless.front import HeadlessTill
from pos.domain.cards.card import BenefitState
from pos.domain.paying.tender import TenderKind
from pos.errors.fencing import (
    FirstContactAwaited,
    LedgerRestored,
    PaperMadeSince,
    PaperNotNewest,
    PaperUnknown,
    PaperWanted,
)
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.services.fencing.freshness import PAPER_FILE
from pos.services.fencing.starts import STARTS_FILE, Starts, machine_id, places_of
from pos.services.till import Till
from sync.client.ports import WireRequest, WireResponse
from sync.protocol.request_signing import HEADER_START
from tests.services.federation import Federation, federation_with
from tests.services.telling import sell_soy
from tests.shop import LAN, MANAGER, MANAGER_PIN, SOY, Shop, grant
from tests.sync.client.loopback import serving

NOBODY = "http://127.0.0.1:9"  # Nothing listens there: refused at once.


@pytest.fixture
def enrolled(tmp_path: Path) -> Iterator[tuple[Federation, Shop]]:
    """A till that sold two bottles with the platform there, and was closed."""
    with federation_with(tmp_path) as (federation, shop):
        federation.keeps = True
        enrol(shop.settings, "123")
        till = shop.start_selling()
        till.sync.sync_now()
        grant(till, LAN)
        sell_soy(till)
        sell_soy(till)
        till.close()
        yield federation, shop


def state_of_card(till: Till) -> BenefitState:
    """What a card would be given now."""
    till.checkout.scan(SOY)
    card = till.checkout.attach_card(LAN).basket.card
    assert card is not None
    till.checkout.detach_card()
    return card.state


def pay_for_soy(till: Till) -> None:
    """Sell the bottle that lies on the counter already."""
    till.checkout.pay(TenderKind.CASH, "10")
    till.checkout.done()


def alone(shop: Shop) -> Till:
    """The till started with nobody at the other end, which it has found out."""
    shop.monitor_url = NOBODY
    till = shop.start_selling()
    till.sync.sync_now()
    return till


def state_folder(shop: Shop) -> Path:
    assert shop.settings.state_dir is not None
    return shop.settings.state_dir


def test_no_benefit_before_the_platform_answered_and_the_public_is_served_meanwhile(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled
    may_answer = threading.Event()

    def slow(request: WireRequest) -> WireResponse:
        may_answer.wait(30)
        return _federation.handle(request)

    with serving(slow) as url:
        shop.monitor_url = url
        till = shop.start_selling()
        try:
            assert till.status().benefits_doubt == FirstContactAwaited.code
            assert state_of_card(till) is BenefitState.FENCED
            pay_for_soy(till)
            may_answer.set()
            till.sync.sync_now()
            assert till.status().benefits_doubt is None
            assert state_of_card(till) is BenefitState.READY
        finally:
            may_answer.set()
            till.close()


def test_a_platform_that_is_not_there_ends_the_waiting_when_an_anchor_vouches(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled

    till = alone(shop)

    assert till.status().benefits_doubt is None
    assert state_of_card(till) is BenefitState.READY
    till.close()


def test_a_restored_copy_is_found_at_its_start_without_any_line(
    enrolled: tuple[Federation, Shop], tmp_path: Path
) -> None:
    _federation, shop = enrolled
    shutil.copytree(shop.folder, tmp_path / "backup")
    till = alone(shop)
    sell_soy(till)  # The platform never hears of this one.
    till.close()
    shutil.rmtree(shop.folder)
    shutil.copytree(tmp_path / "backup", shop.folder)

    till = alone(shop)

    assert till.status().benefits_fenced
    assert till.sync.view().problem is not None
    assert state_of_card(till) is BenefitState.FENCED
    pay_for_soy(till)
    till.close()
    shop.monitor_url = None
    till = shop.start()
    assert till.sync.view().problem == LedgerRestored.code
    till.close()


def test_taking_the_platform_out_of_the_settings_is_no_way_around(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled
    shutil.rmtree(state_folder(shop))
    shop.monitor_url = None

    till = shop.start_selling()

    assert till.status().benefits_doubt == PaperWanted.code
    till.close()


def test_without_line_and_anchor_the_last_paper_vouches_and_an_older_one_does_not(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled
    shutil.rmtree(state_folder(shop))
    till = alone(shop)
    headless = HeadlessTill(till)
    last = till.checkout._parts.recorder.ledger.last_sale()
    assert last is not None
    newest = last.facts.sale_no
    older, unknown = newest[:-4] + "0001", newest[:-4] + "0009"
    assert till.status().benefits_doubt == PaperWanted.code

    assert headless.answer(older)["code"] == PaperNotNewest.code
    assert headless.answer(newest.replace("S01-1", "S01-2"))["code"] == PaperUnknown.code
    assert state_of_card(till) is BenefitState.FENCED
    answer = headless.answer(newest)

    assert (answer["ok"], answer["scan"], answer["benefits_doubt"]) == (True, "paper", None)
    assert state_of_card(till) is BenefitState.READY
    till.close()
    till = alone(shop)
    assert till.status().benefits_doubt is None, "the anchor was made anew"
    till.close()
    shutil.rmtree(state_folder(shop))
    till = alone(shop)
    with pytest.raises(PaperUnknown):
        till.show_paper(unknown)
    assert till.status().benefits_fenced, "paper that is newer than the ledger: an older copy"
    till.close()
    shop.monitor_url = None
    till = shop.start()
    assert till.sync.view().problem == LedgerRestored.code
    till.close()


def test_a_copy_cannot_vouch_for_itself_with_what_it_sells_or_prints_again(
    enrolled: tuple[Federation, Shop],
) -> None:
    """Who is asked for the last paper takes the one that just came out of this very till."""
    _federation, shop = enrolled
    shutil.rmtree(state_folder(shop))
    till = alone(shop)
    before = till.checkout._parts.recorder.ledger.last_sale()
    sell_soy(till)
    own = till.checkout._parts.recorder.ledger.last_sale()
    assert before is not None and own is not None
    for _again in range(2):
        with pytest.raises(PaperMadeSince):
            till.show_paper(own.facts.sale_no)
        till.close()
        till = alone(shop)  # A restart makes it no older.
        assert till.status().benefits_doubt == PaperWanted.code

    till.checkout._parts.recorder.ledger.print_jobs.add(
        NewPrintJob("again", JobKind.REPRINT, before.facts.sale_no, 1)
    )
    with pytest.raises(PaperMadeSince):
        till.show_paper(before.facts.sale_no)
    assert till.status().benefits_doubt == PaperWanted.code
    till.close()


def test_the_paper_from_before_the_doubt_vouches_also_after_public_sales_and_a_restart(
    enrolled: tuple[Federation, Shop],
) -> None:
    _federation, shop = enrolled
    shutil.rmtree(state_folder(shop))
    till = alone(shop)
    before = till.checkout._parts.recorder.ledger.last_sale()
    assert before is not None
    sell_soy(till)
    till.close()
    till = alone(shop)

    till.show_paper(before.facts.sale_no)

    assert till.status().benefits_doubt is None
    assert not (shop.settings.data_dir / PAPER_FILE).exists()
    till.close()


def test_the_z_slip_of_the_day_vouches_as_well(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    till = shop.start_selling()
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.shifts.count("cash", "519.80")
    till.shifts.close()
    till.days.close("2026-11-23", "核对过")
    till.close()
    shutil.rmtree(state_folder(shop))

    till = alone(shop)

    assert till.wants_paper("S01-1-20261123-Z1")
    till.show_paper("S01-1-20261123-Z1")
    assert till.status().benefits_doubt is None
    till.close()


def test_the_platforms_answer_is_worth_any_paper(enrolled: tuple[Federation, Shop]) -> None:
    _federation, shop = enrolled
    shutil.rmtree(state_folder(shop))

    till = shop.start_selling()
    till.sync.sync_now()

    assert till.status().benefits_doubt is None
    till.close()


def test_a_till_that_no_platform_knows_asks_for_nothing(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till")
    till = shop.start_selling()

    assert till.status().benefits_doubt is None
    till.close()


def test_a_restart_names_the_starts_before_it_until_the_platform_answered_and_a_copy_cannot(
    tmp_path: Path,
) -> None:
    here = tmp_path / "till"
    here.mkdir()
    first, second = Starts(here), Starts(here)
    assert second.claim.before == (first.claim.start_id,)
    shutil.copytree(here, tmp_path / "copy")

    assert Starts(tmp_path / "copy").claim.before == ()
    second.answered()
    assert Starts(here).claim.before == (second.claim.start_id,)
    (here / STARTS_FILE).write_text("damaged", encoding="utf-8")
    assert Starts(here).claim.before == ()


def test_a_moved_folder_is_the_same_place_and_so_is_a_disk_that_is_counted_otherwise(tmp_path: Path) -> None:
    here = tmp_path / "till"
    here.mkdir()
    first = Starts(here)
    moved = here.rename(tmp_path / "elsewhere")
    second = Starts(moved)
    assert second.claim.before == (first.claim.start_id,)
    # A copy that takes the old path while the disk below it is another one: the path alone is the same.
    shutil.copytree(moved, tmp_path / "new")
    shutil.rmtree(moved)
    (tmp_path / "new").rename(moved)
    assert Starts(moved).claim.before[0] == second.claim.start_id


def test_a_changed_network_card_makes_no_other_machine_of_one_that_has_a_name(tmp_path: Path) -> None:
    named, nameless = tmp_path / "machine-id", tmp_path / "none"
    named.write_text("0123456789abcdef\n", encoding="ascii")
    (tmp_path / "empty").write_text("\n", encoding="ascii")
    cards = (0x0011_2233_4455, 0x0011_2233_4466)

    assert machine_id([str(named)], lambda: cards[0]) == machine_id([str(named)], lambda: cards[1])
    for files in ([str(nameless)], [str(tmp_path / "empty")]):
        assert machine_id(files, lambda: cards[0]) != machine_id(files, lambda: cards[1])
    assert machine_id([str(nameless)], lambda: 1 << 40) == "", "an address that was made up is none"
    assert places_of(tmp_path, "a") != places_of(tmp_path, "b")


def test_every_request_of_a_run_names_the_same_start(enrolled: tuple[Federation, Shop]) -> None:
    federation, shop = enrolled
    named: list[str] = []

    def listening(request: WireRequest) -> WireResponse:
        named.append(dict(request.headers)[HEADER_START].partition(".")[0])
        return federation.handle(request)

    with serving(listening) as url:
        shop.monitor_url = url
        for _ in range(2):
            till = shop.start_selling()
            till.sync.sync_now()
            till.close()

    assert len(set(named)) == 2
    assert len(named) >= 4
