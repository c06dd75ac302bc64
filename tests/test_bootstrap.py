"""Starting a till: one per folder, an identity that stays, and refusals that leave everything as it was."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pos.bootstrap import World, build_till, enrol
from pos.errors.devices import DeviceUrlWrong
from pos.errors.installation import KeyUnreadable, TillAlreadyRunning
from pos.errors.ledger import LedgerNewer
from pos.errors.platform import AlreadyEnrolled, EnrolmentNeeded, MonitorUnreachable
from pos.services.installation.identity import (
    IDENTITY_FILE,
    KEY_FILE,
    LEDGER_FILE,
    load_identity,
    save_identity,
)
from tests.services.federation import Federation
from tests.shop import Shop
from tests.sync.client.loopback import certificate_for, serving

DEAD_MONITOR = "http://127.0.0.1:1"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


def test_a_second_window_of_the_same_till_is_refused(shop: Shop) -> None:
    till = shop.start()
    with pytest.raises(TillAlreadyRunning):
        shop.start()
    till.close()

    shop.start().close()


def test_a_fresh_till_makes_its_key_once(shop: Shop) -> None:
    shop.start().close()
    key = (shop.folder / KEY_FILE).read_bytes()
    shop.start().close()

    assert (shop.folder / KEY_FILE).read_bytes() == key
    assert (shop.folder / KEY_FILE).stat().st_mode & 0o777 == 0o600
    identity = load_identity(shop.folder)
    assert identity is not None
    assert (identity.till_id, identity.epoch, identity.enrolled) == ("S01-1", 1, False)


@pytest.mark.parametrize("damage", [b"", b"not json", b'{"till_id": "S01-1"}'])
def test_a_damaged_identity_is_told_and_kept(shop: Shop, damage: bytes) -> None:
    shop.start().close()
    (shop.folder / IDENTITY_FILE).write_bytes(damage)

    with pytest.raises(KeyUnreadable):
        shop.start()

    assert (shop.folder / IDENTITY_FILE).read_bytes() == damage


def test_a_lost_key_is_told(shop: Shop) -> None:
    shop.start().close()
    (shop.folder / KEY_FILE).unlink()

    with pytest.raises(KeyUnreadable):
        shop.start()


def test_a_ledger_of_a_newer_version_is_refused_untouched(shop: Shop) -> None:
    import pysqlite3.dbapi2 as sqlite

    shop.start().close()
    path = shop.folder / LEDGER_FILE
    connection = sqlite.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(LedgerNewer):
        shop.start()

    assert path.read_bytes() == before
    with pytest.raises(LedgerNewer):  # And the lock is free again: the same words, not "already running".
        shop.start()


def test_a_printer_address_that_makes_no_sense_is_told(shop: Shop) -> None:
    shop.printer_url = "ftp://printer"

    with pytest.raises(DeviceUrlWrong):
        shop.start()


def test_a_till_the_platform_does_not_know_sells_and_says_so(shop: Shop) -> None:
    shop.monitor_url = DEAD_MONITOR
    till = shop.start_selling()

    assert till.sync.view().problem == EnrolmentNeeded.code
    till.close()


def test_enrolling_needs_a_platform_that_answers(shop: Shop) -> None:
    with pytest.raises(EnrolmentNeeded):
        enrol(shop.settings, "123")
    shop.monitor_url = DEAD_MONITOR
    with pytest.raises(MonitorUnreachable):
        enrol(shop.settings, "123")


def test_an_enrolled_till_is_not_enrolled_again(shop: Shop) -> None:
    shop.start().close()
    identity = load_identity(shop.folder)
    assert identity is not None
    save_identity(shop.folder, replace(identity, federation_key="00" * 32))
    shop.monitor_url = DEAD_MONITOR

    with pytest.raises(AlreadyEnrolled):
        enrol(shop.settings, "123")


def test_a_refused_start_closes_what_it_opened(shop: Shop) -> None:
    shop.printer_url = "ftp://printer"
    with pytest.raises(DeviceUrlWrong):
        build_till(shop.settings, _world(shop))
    shop.printer_url = "none"

    shop.start().close()


def _world(shop: Shop) -> World:
    return World(shop.clock, shop.ids)


def test_a_federation_with_its_own_authority_is_met_once_the_settings_name_its_certificate(
    shop: Shop, tmp_path: Path
) -> None:
    federation = Federation()
    tls, trusted = certificate_for(tmp_path, address="127.0.0.1")
    with serving(federation.handle, tls=tls) as url:
        stranger = replace(shop.settings, monitor_url=url)
        with pytest.raises(MonitorUnreachable) as caught:
            enrol(stranger, "123")
        assert caught.value.facts == {"reason": "tls"} and federation.keys == []

        assert enrol(replace(stranger, monitor_ca_file=trusted), "123").identity.enrolled
    assert len(federation.keys) == 1


@pytest.mark.parametrize(
    ("read", "not_yet"),
    [
        ("pos.__main__, pos.ui.frame.app", ("pos.ledger", "pos.crypto", "filelock", "msgspec")),
        (
            "pos.bootstrap, pos.ui.frame.conductor, pos.ui.frame.views",
            (
                *("sync.client", "httpx", "ssl", "tenacity", "openpyxl", "reportlab", "pypinyin", "escpos"),
                *("pos.services.settlement", "pos.services.reports", "pos.services.goods.goods_import"),
                *("pos.services.goods.price_desk", "pos.ui.settlement", "pos.ui.reports", "pos.ui.days"),
            ),
        ),
    ],
)
def test_a_start_reads_no_module_that_neither_its_first_paint_nor_its_first_sale_needs(
    read: str, not_yet: tuple[str, ...]
) -> None:
    code = (
        f"import sys; import {read}\n"
        f"not_yet = {tuple(f'{name}.' for name in not_yet)!r}\n"
        "found = [name for name in sys.modules if f'{name}.'.startswith(not_yet)]\n"
        "assert not found, found"
    )
    root = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_the_first_sale_after_a_start_reads_no_module_that_the_start_has_left_out(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.shop import OIL, Shop, TenderKind\n"
        "till = Shop(Path(sys.argv[1]) / 'data').start_selling(); before = set(sys.modules)\n"
        "till.checkout.scan(OIL); till.checkout.pay(TenderKind.CASH, None); till.checkout.done()\n"
        "later = set(sys.modules) - before; till.close()\n"
        "assert not later, later"
    )
    root = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", code, tmp_path], check=True, cwd=root)
