"""Ready for the 1st? Each part says good, bad or not in use."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from pos.crypto.keys import DeviceKey
from pos.crypto.slices import NEIGHBOURS, Neighbour, neighbours_to_data
from pos.ledger.backup import KEPT, back_up_daily, daily_backups
from pos.ledger.verifying.verify import verify_ledger
from pos.services.care.housekeeping import QUIET_MS, Housekeeping
from pos.services.care.self_test import Part, Verdict
from pos.services.installation.identity import LEDGER_FILE
from pos.services.till import Till
from pos.ui.care.self_test.presenter import picture_test
from tests.shop import LAN, Shop, deliver, grant


def verdicts(till: Till) -> dict[Part, Verdict]:
    return {finding.part: finding.verdict for finding in till.self_test.look()}


def test_a_shop_by_itself_has_nothing_red(till: Till) -> None:
    found = verdicts(till)
    assert set(found) == set(Part)
    bad = {part for part, verdict in found.items() if verdict is Verdict.BAD}
    assert bad <= {Part.LEDGER}  # Checked in the background; a moment after the start it may not be done.
    assert found[Part.GOODS] is Verdict.GOOD
    assert found[Part.PLATFORM] is Verdict.UNUSED


def test_a_clock_set_back_is_red(shop: Shop, till: Till) -> None:
    shop.clock.forward(days=-1)
    found = verdicts(till)
    assert found[Part.CLOCK] is Verdict.BAD
    assert found[Part.PROGRAMME] is Verdict.BAD


def test_next_months_leases_are_asked_for_from_the_25th(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till", monitor_url="http://127.0.0.1:9")
    till = shop.start_selling()
    assert verdicts(till)[Part.NEXT_LEASES] is Verdict.UNUSED  # It is the 23rd.
    shop.clock.forward(days=2)
    assert verdicts(till)[Part.NEXT_LEASES] is Verdict.BAD
    grant(till, LAN, month="2026-12")
    assert verdicts(till)[Part.NEXT_LEASES] is Verdict.GOOD
    till.close()


def test_a_till_beside_the_keeper_is_not_red_for_leases_that_it_need_not_hold(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till", monitor_url="http://127.0.0.1:9")
    till = shop.start_selling()
    shop.clock.forward(days=2)
    neighbour = Neighbour("S01-2", 1, 1, DeviceKey.generate().public_key)
    deliver(till, NEIGHBOURS, neighbours_to_data((neighbour,)), number=1)
    found = {each.part: each for each in till.self_test.look()}
    assert found[Part.LEASES].verdict is found[Part.NEXT_LEASES].verdict is Verdict.UNUSED
    told = {row.name: row for row in picture_test(tuple(found.values())).rows}
    assert told["下月额度"].words == "本机没有保管额度，刷卡时向同店别的收银机或平台要"

    grant(till, LAN)  # It keeps this month's: then the next one's are missing.
    assert verdicts(till)[Part.LEASES] is Verdict.GOOD
    assert verdicts(till)[Part.NEXT_LEASES] is Verdict.BAD
    till.close()


def test_a_full_disk_is_red(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(total=1 << 40, used=1 << 40, free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert verdicts(till)[Part.DISK] is Verdict.BAD


def test_an_old_backup_is_red_and_a_fresh_one_green(shop: Shop, till: Till) -> None:
    backups = shop.folder / "backups"
    back_up_daily(shop.folder / LEDGER_FILE, backups, "2026-11-20")
    assert verdicts(till)[Part.BACKUP] is Verdict.BAD
    copy = back_up_daily(shop.folder / LEDGER_FILE, backups, "2026-11-23")
    assert verdicts(till)[Part.BACKUP] is Verdict.GOOD
    assert verify_ledger(copy, public_key=None).first_bad is None


def test_only_the_last_copies_are_kept(shop: Shop, till: Till) -> None:
    for day in range(1, KEPT + 4):
        back_up_daily(shop.folder / LEDGER_FILE, shop.folder / "backups", f"2026-10-{day:02d}")
    kept = [path.stem for path in daily_backups(shop.folder / "backups")]
    assert kept == [f"ledger-2026-10-{day:02d}" for day in range(4, KEPT + 4)]


def test_a_copy_is_made_in_the_first_quiet_half_hour(shop: Shop, till: Till) -> None:
    ledger = till.checkout._parts.recorder.ledger
    backups = shop.folder / "backups"
    keeper = Housekeeping(ledger, shop.folder / LEDGER_FILE, shop.clock, backups=backups)
    keeper.do_round()
    assert not daily_backups(backups)
    shop.clock.forward(seconds=QUIET_MS // 1000, days=1)
    keeper.do_round()
    assert len(daily_backups(backups)) == 1
