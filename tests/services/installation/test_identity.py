"""Which till a folder is: crashes in the middle, lost files, files of another till, folders that say no."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import enrol, open_catalogue
from pos.crypto.keys import DeviceKey
from pos.errors.goods import CatalogueDamaged
from pos.errors.installation import KeyUnreadable, SettingsOfAnotherTill
from pos.errors.ledger import ChainBroken, LedgerBroken, LedgerUnwritable
from pos.services.care.housekeeping import QUIET_MS, Housekeeping
from pos.services.fencing.fence import FENCE_FILE
from pos.services.installation.data_dir import CATALOGUE_FILE, LOCK_FILE
from pos.services.installation.identity import (
    IDENTITY_FILE,
    KEY_FILE,
    LEDGER_FILE,
    NEXT_KEY_FILE,
    load_identity,
    save_identity,
)
from pos.services.installation.this_folder import ledger_facts, next_key
from pos.services.platform.switching import SWITCH_FILE, Switch, begin_switch, finish_switch
from sync.protocol.errors import MonitorUrlWrong
from tests.services.federation import federation_with
from tests.services.telling import sell_soy
from tests.shop import SOY, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


def sold_once(shop: Shop) -> None:
    """The till has been open, and sold something."""
    till = shop.start_selling()
    sell_soy(till)
    till.close()


# ── Identity and key ───────────────────────────────────────────────────────────────────────────


def test_a_start_that_died_after_making_the_key_starts_again_with_it(shop: Shop) -> None:
    key = DeviceKey.create(shop.folder / KEY_FILE)

    shop.start().close()

    identity = load_identity(shop.folder)
    assert identity is not None
    assert identity.public_key == key.public_key.hex()


def test_an_identity_that_was_lost_is_found_again_in_the_ledger(shop: Shop) -> None:
    sold_once(shop)
    (shop.folder / IDENTITY_FILE).unlink()

    sold_once(shop)

    identity = load_identity(shop.folder)
    assert identity is not None
    assert (identity.till_id, identity.epoch, identity.ledger_begun) == ("S01-1", 1, True)


@pytest.mark.parametrize("key_is_there", [True, False])
def test_a_ledger_is_not_carried_on_with_another_key(shop: Shop, key_is_there: bool) -> None:
    sold_once(shop)
    (shop.folder / IDENTITY_FILE).unlink()
    (shop.folder / KEY_FILE).unlink()
    if key_is_there:
        DeviceKey.create(shop.folder / KEY_FILE)

    with pytest.raises(KeyUnreadable):
        shop.start()

    assert (shop.folder / KEY_FILE).exists() is key_is_there


def test_a_key_of_another_till_is_refused(shop: Shop) -> None:
    sold_once(shop)
    (shop.folder / KEY_FILE).unlink()
    DeviceKey.create(shop.folder / KEY_FILE)

    with pytest.raises(KeyUnreadable):
        shop.start()


def test_an_identity_of_an_earlier_release_names_no_key_and_is_accepted(shop: Shop) -> None:
    sold_once(shop)
    identity = load_identity(shop.folder)
    assert identity is not None
    save_identity(shop.folder, replace(identity, public_key="", ledger_begun=False))

    sold_once(shop)


@pytest.mark.parametrize("changed", [{"till_id": "S01-2"}, {"store_id": "S02"}])
def test_settings_of_another_till_are_refused(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]
) -> None:
    sold_once(shop)
    theirs = replace(shop.settings, **changed)  # type: ignore[arg-type]
    monkeypatch.setattr(Shop, "settings", theirs)

    with pytest.raises(SettingsOfAnotherTill):
        shop.start()


# ── Beginning a new epoch ──────────────────────────────────────────────────────────────────────


def test_a_first_enrolment_at_a_platform_that_knows_the_till_keeps_the_ledger(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with federation_with(tmp_path) as (federation, shop):
        federation.keys.append(b"the key of the machine before this one")
        sold_once(shop)
        key = (shop.folder / KEY_FILE).read_bytes()

        with caplog.at_level(logging.WARNING):
            done = enrol(shop.settings, "123")

    assert (done.identity.epoch, done.waiting) == (2, 2)
    assert done.ledger_aside is not None
    assert done.ledger_aside.name in caplog.text
    assert (shop.folder / KEY_FILE).read_bytes() == key
    shop.monitor_url = None
    sold_once(shop)


def test_a_first_enrolment_keeps_the_ledger_in_use(tmp_path: Path) -> None:
    with federation_with(tmp_path) as (_federation, shop):
        sold_once(shop)

        done = enrol(shop.settings, "123")

    assert (done.identity.epoch, done.ledger_aside) == (1, None)
    facts = ledger_facts(shop.folder / LEDGER_FILE)
    assert facts is not None
    assert facts.entries == 2


def test_a_till_with_a_broken_key_can_be_enrolled_again(tmp_path: Path) -> None:
    with federation_with(tmp_path) as (_federation, shop):
        enrol(shop.settings, "123")
        sold_once(shop)
        (shop.folder / KEY_FILE).write_bytes(b"damaged")

        done = enrol(shop.settings, "456", again=True)

        assert done.identity.epoch == 2
        assert (shop.folder / "device.key.epoch1").read_bytes() == b"damaged"
        sold_once(shop)


def test_an_answer_that_was_lost_is_asked_for_with_the_same_key(tmp_path: Path) -> None:
    with federation_with(tmp_path) as (federation, shop):
        enrol(shop.settings, "123")
        offered = next_key(shop.folder)

        enrol(shop.settings, "456", again=True)

    assert federation.keys[-1] == offered.public_key


def test_a_platform_that_means_another_store_changes_nothing(tmp_path: Path) -> None:
    with federation_with(tmp_path) as (federation, shop):
        federation.store_id = "S09"

        with pytest.raises(SettingsOfAnotherTill):
            enrol(shop.settings, "123")

    identity = load_identity(shop.folder)
    assert identity is not None
    assert not identity.enrolled


def test_a_set_aside_ledger_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    with federation_with(tmp_path) as (_federation, shop):
        sold_once(shop)
        (shop.folder / "ledger-epoch1.db").write_bytes(b"kept before")
        (shop.folder / "ledger-epoch1-2.db-wal").write_bytes(b"kept before, too")

        done = enrol(shop.settings, "123", again=True)
        assert done.ledger_aside is None, "it was the first enrolment after all"
        done = enrol(shop.settings, "456", again=True)

    assert done.ledger_aside == shop.folder / "ledger-epoch1-3.db"
    assert (shop.folder / "ledger-epoch1.db").read_bytes() == b"kept before"
    facts = ledger_facts(done.ledger_aside)
    assert facts is not None
    assert facts.entries == 2


def _moves_the_ledger(folder: Path) -> None:
    (folder / LEDGER_FILE).replace(folder / "ledger-epoch1.db")


def _moves_the_old_key(folder: Path) -> None:
    _moves_the_ledger(folder)
    (folder / KEY_FILE).replace(folder / "device.key.epoch1")


def _moves_the_new_key(folder: Path) -> None:
    _moves_the_old_key(folder)
    (folder / NEXT_KEY_FILE).replace(folder / KEY_FILE)


@pytest.mark.parametrize(
    "before_the_crash", [lambda _folder: None, _moves_the_ledger, _moves_the_old_key, _moves_the_new_key]
)
def test_a_crash_in_a_switch_is_ended_by_the_next_start(
    shop: Shop, before_the_crash: Callable[[Path], None]
) -> None:
    sold_once(shop)
    (shop.folder / FENCE_FILE).write_text("{}")
    old_key = (shop.folder / KEY_FILE).read_bytes()
    before = load_identity(shop.folder)
    assert before is not None
    new_key = next_key(shop.folder)
    after = replace(before, epoch=2, public_key=new_key.public_key.hex(), ledger_begun=False)
    copy = shop.folder.with_name("as it was")
    shutil.copytree(shop.folder, copy)
    begin_switch(copy, Switch(after, "ledger-epoch1.db", "device.key.epoch1"))
    # The same note, by a program that did not come far.
    (shop.folder / SWITCH_FILE).write_text(_note_of(after), encoding="utf-8")
    before_the_crash(shop.folder)

    finish_switch(shop.folder)

    assert load_identity(shop.folder) == load_identity(copy) == after
    assert sorted(path.name for path in shop.folder.iterdir()) == sorted(path.name for path in copy.iterdir())
    assert (shop.folder / "device.key.epoch1").read_bytes() == old_key
    sold_once(shop)


def _note_of(identity: object) -> str:
    import json
    from dataclasses import asdict

    return json.dumps(
        {
            "identity": asdict(identity),  # type: ignore[call-overload]
            "ledger_aside": "ledger-epoch1.db",
            "key_aside": "device.key.epoch1",
        }
    )


# ── The folder and the catalogue ───────────────────────────────────────────────────────────────


def test_a_folder_that_is_a_file_is_told_in_words(shop: Shop) -> None:
    shop.folder.rename(shop.folder.with_name("moved"))
    shop.folder.write_text("a file")
    shop.monitor_url = "http://127.0.0.1:1"

    for act in (shop.start, lambda: enrol(shop.settings, "123"), lambda: open_catalogue(shop.settings)):
        with pytest.raises(LedgerUnwritable):
            act()


def test_a_lock_that_cannot_be_made_is_told_in_words(shop: Shop) -> None:
    (shop.folder / LOCK_FILE).mkdir()

    with pytest.raises(LedgerUnwritable):
        shop.start()


def test_what_names_cardholders_is_for_the_tills_user_only(shop: Shop) -> None:
    sold_once(shop)

    assert shop.folder.stat().st_mode & 0o777 == 0o700
    for path in shop.folder.glob("*"):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_wrong_address_of_the_platform_stops_no_sale(tmp_path: Path) -> None:
    with federation_with(tmp_path) as (_federation, shop):
        enrol(shop.settings, "123")
    shop.monitor_url = "http://platform.example"
    till = shop.start_selling()
    sell_soy(till)

    light = till.sync.view()

    assert (light.configured, light.connected, light.pending) == (True, False, 3)
    assert light.problem == MonitorUrlWrong.code
    till.close()


@pytest.mark.parametrize("damage", [b"x" * 5_000, b"SQLite format 3\0" + b"x" * 5_000])
def test_a_damaged_catalogue_is_kept_and_begun_anew(shop: Shop, damage: bytes) -> None:
    (shop.folder / CATALOGUE_FILE).write_bytes(damage)
    with pytest.raises(CatalogueDamaged):
        open_catalogue(shop.settings)

    till = shop.start()

    assert till.sync.view().problem == CatalogueDamaged.code
    assert till.goods.search("") == []
    till.close()
    assert (shop.folder / "catalogue-damaged.db").read_bytes() == damage
    till = shop.start()
    assert till.sync.view().problem is None
    till.close()


def test_people_are_saved_from_a_catalogue_whose_goods_are_gone(shop: Shop) -> None:
    import pysqlite3.dbapi2 as sqlite

    connection = sqlite.connect(shop.folder / CATALOGUE_FILE)
    connection.execute("DROP TABLE goods")
    connection.execute("CREATE TABLE goods (nonsense)")
    connection.close()

    till = shop.start()

    assert till.people.sign_in("1001", "1234").name == "李芳"
    till.close()


# ── The file of the ledger ─────────────────────────────────────────────────────────────────────


def test_a_quiet_till_reads_its_whole_ledger_once_a_day(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    till = shop.start_selling()
    sell_soy(till)
    ledger = till.checkout._parts.recorder.ledger
    housekeeping = Housekeeping(ledger, shop.folder / LEDGER_FILE, shop.clock)
    looked: list[Path] = []

    def look(path: Path, *, stopping: Callable[[], bool]) -> None:
        assert not stopping()
        looked.append(path)

    monkeypatch.setattr("pos.services.care.housekeeping.check_file", look)

    for seconds in (60, QUIET_MS // 1000, 60, 24 * 3600):
        shop.clock.forward(seconds=seconds)
        housekeeping.do_round()

    assert looked == [shop.folder / LEDGER_FILE] * 2
    till.close()


def test_a_ledger_found_damaged_stops_selling(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    till = shop.start_selling()
    ledger = till.checkout._parts.recorder.ledger
    damaged = shop.folder.with_name("damaged.db")
    damaged.write_bytes(b"SQLite format 3\0" + b"x" * 8_000)
    housekeeping = Housekeeping(ledger, shop.folder / LEDGER_FILE, shop.clock)
    shop.clock.forward(seconds=QUIET_MS // 1000)
    housekeeping.do_round()
    assert not till.status().ledger_problem

    shop.clock.forward(days=1)
    monkeypatch.setattr(housekeeping, "_path", damaged)
    housekeeping.do_round()

    assert till.status().ledger_problem == ChainBroken.code
    with pytest.raises(LedgerBroken):
        till.checkout.scan(SOY)
    till.close()
