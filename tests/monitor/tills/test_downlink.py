"""The downlink: signed, numbered, only what is new, and leases for the till that keeps them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from monitor.documents.federation import KEY_FILE, load_key
from monitor.documents.publishing import change_cards, publish_categories, publish_programme, read_programmes
from monitor.leases.month_opening import MonthOpener
from monitor.platform import Platform, read_programme_file
from monitor.store import tables
from pos.domain.cards.card import CardStatus
from tests.monitor.conftest import DAY_MS, EnrolledTill, FakeClock, active_card, card_no, rows
from tests.monitor.simulated_till import SimulatedTill


def kinds(till: SimulatedTill) -> list[str]:
    return [document.kind for document in till.download()]


def test_the_first_download_brings_everything(till: SimulatedTill) -> None:
    assert till.programme == read_programme_file()
    assert len(till.cards) == 5
    assert till.cards[card_no(1)] == [card_no(1), "张*兰", "2026-01-01", "2027-12-31", "active"]
    assert set(till.leases) == {(card_no(number), "2026-11") for number in range(1, 5)}
    assert {lease.pool: lease.granted for lease in till.leases[card_no(1), "2026-11"]} == {
        "vegetable": 10_000,
        "staple": 20_000,
        "subsidy": 6_000,
    }


def test_what_a_till_has_is_not_sent_again(till: SimulatedTill) -> None:
    assert till.download() == []


def test_only_the_keeper_till_gets_the_leases_of_its_store(enrolled: EnrolledTill) -> None:
    assert enrolled("S01-2").leases == {}
    assert set(enrolled("S02-1").leases) == {(card_no(5), "2026-11")}


def test_a_lost_card_arrives_as_a_change_of_the_list(till: SimulatedTill, platform: Platform) -> None:
    lost = active_card(2)
    lost = replace(lost, card=replace(lost.card, status=CardStatus.LOST))
    platform.store.write(lambda connection: change_cards(connection, [lost]))

    (document,) = till.download()

    assert (document.kind, document.number) == ("cards", 6)
    assert document.body == {"since": 5, "cards": [[card_no(2), "张*兰", "2026-01-01", "2027-12-31", "lost"]]}


def test_writing_the_same_cards_again_changes_nothing(till: SimulatedTill, platform: Platform) -> None:
    cards = [active_card(1), active_card(2)]

    assert platform.store.write(lambda connection: change_cards(connection, cards)) == 0
    assert till.download() == []


def test_a_new_card_gets_its_leases_with_the_next_download(till: SimulatedTill, platform: Platform) -> None:
    platform.store.write(lambda connection: change_cards(connection, [active_card(9)]))

    assert kinds(till) == ["cards", "leases"]
    assert (card_no(9), "2026-11") in till.leases


def test_cards_that_may_not_be_used_get_no_lease(till: SimulatedTill, platform: Platform) -> None:
    suspended, expired = active_card(7), active_card(8)
    suspended = replace(suspended, card=replace(suspended.card, status=CardStatus.SUSPENDED))
    expired = replace(expired, card=replace(expired.card, valid_to="2026-10-31"))
    homeless = active_card(10, None)
    platform.store.write(lambda connection: change_cards(connection, [suspended, expired, homeless]))

    assert kinds(till) == ["cards"]


def test_next_months_leases_come_from_the_25th_and_once(till: SimulatedTill, clock: FakeClock) -> None:
    clock.at_ms += 2 * DAY_MS
    till.now_ms = clock.at_ms

    assert kinds(till) == ["leases"]
    assert {month for _card, month in till.leases} == {"2026-11", "2026-12"}
    assert kinds(till) == []


def test_a_programme_that_gives_more_tops_the_leases_up(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    programme = read_programme_file()
    subsidy = replace(programme.subsidy, monthly=8_000)
    richer = replace(programme, version="2026-11", subsidy=subsidy, effective_from="2026-11-01")
    platform.store.write(
        lambda connection: publish_programme(connection, platform.key, richer, at_ms=clock.at_ms)
    )

    assert kinds(till) == ["programme", "leases"]
    granted = [lease.granted for lease in till.leases[card_no(1), "2026-11"] if lease.pool == "subsidy"]
    assert granted == [6_000, 2_000]
    till.sell(("零食", 7_000), card_no=card_no(1))
    assert till.upload().quarantined == []


def test_a_version_of_a_programme_is_published_once_and_never_changes(
    platform: Platform, clock: FakeClock
) -> None:
    changed = replace(read_programme_file(), name="另一个名字")

    published = platform.store.write(
        lambda connection: publish_programme(connection, platform.key, changed, at_ms=clock.at_ms)
    )

    assert published is False
    assert platform.store.read(read_programmes)["2013-02"].name == read_programme_file().name


def test_categories_are_published_when_they_change(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    def publish(category: str) -> bool:
        return platform.store.write(
            lambda connection: publish_categories(
                connection, platform.key, {"00001": category}, at_ms=clock.at_ms
            )
        )

    assert publish("蔬菜") is False
    assert publish("水果") is True
    (document,) = till.download()
    assert document.body == {"categories": {"00001": "水果"}}


def test_opening_months_again_after_a_restart_grants_nothing_twice(
    till: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    before = rows(platform, tables.lease)

    assert MonthOpener(platform.store, platform.key).open_due(clock.at_ms) == 0
    assert rows(platform, tables.lease) == before


def test_leases_of_months_that_are_over_are_not_sent_to_a_new_disk(
    platform: Platform, enrolled: EnrolledTill, clock: FakeClock
) -> None:
    platform.opener.open_due(clock.at_ms)
    clock.at_ms += 20 * DAY_MS

    assert {month for _card, month in enrolled("S01-1").leases} == {"2026-12"}


def test_a_store_that_is_waiting_for_its_first_till_keeps_its_leases(
    platform: Platform, clock: FakeClock, enrolled: EnrolledTill
) -> None:
    platform.opener.open_due(clock.at_ms)

    assert len(enrolled("S01-1").leases) == 4


def test_the_platform_sees_how_far_behind_it_is(till: SimulatedTill, platform: Platform) -> None:
    till.sell(("零食", 100))
    till.sell(("零食", 100))
    till.download()

    (device,) = rows(platform, tables.device)
    assert (device["told_sequence"], device["head_sequence"]) == (2, 0)


def test_the_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    key = load_key(tmp_path / "data")

    assert load_key(tmp_path / "data").public_key == key.public_key
    assert (tmp_path / "data" / KEY_FILE).stat().st_mode & 0o777 == 0o600
