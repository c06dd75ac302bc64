"""The command line and the demo: a federation to try, the same each time, and no door open by accident."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from monitor.__main__ import main
from monitor.accounts import second_factor
from monitor.accounts.first import check_may_be_reached
from monitor.clock import SystemClock
from monitor.declined import Declined
from monitor.demo import FEDERATION, seed
from monitor.demo_accounts import PEOPLE
from monitor.errors import SettingsRefused
from monitor.platform import Platform
from monitor.settings import Settings, check_encrypted, is_loopback
from monitor.store import register_tables, tables
from monitor.store.engine import Store
from monitor.store.schema import prepare
from monitor.web.app import make_app
from pos.domain.calendar import month_of
from pos.domain.scanning.codes import read_card_number
from tests.monitor.conftest import HERE, FakeClock, rows

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    platform = Platform.open(Settings(folder), FakeClock())
    seed(platform)
    platform.close()
    return folder


@pytest.fixture
def demo(seeded: Path) -> Platform:
    return Platform.open(Settings(seeded), FakeClock())


def test_the_demo_has_a_district(demo: Platform) -> None:
    stores = rows(demo, tables.store)

    assert len(stores) == 14
    assert len({store["street"] for store in stores}) == 13
    assert len({store["operator_name"] for store in stores}) == 3
    assert len(rows(demo, tables.till)) == 22
    assert len(rows(demo, tables.card)) == 2_000
    demo.close()


def test_the_demo_cards_are_invented_masked_and_valid(demo: Platform) -> None:
    cards = rows(demo, tables.card)

    for card in cards:
        assert read_card_number(card["card_no"], card_issuer=FEDERATION.card_issuer)
        assert "*" in card["masked_name"]
    tails = Counter(card["card_no"][-4:] for card in cards)
    assert tails["8812"] == 1, "the card in the manual is found by its last four digits"
    demo.close()


def test_seeding_again_changes_nothing_but_the_codes(demo: Platform) -> None:
    before = {table.name: rows(demo, table) for table in (tables.card, tables.lease, tables.store)}

    again = seed(demo)

    assert {table: rows(demo, tables.metadata.tables[table]) for table in before} == before
    assert len(again.codes) == 22
    assert again.enrolled == ()
    demo.close()


def test_two_machines_have_the_same_demo(demo: Platform, tmp_path: Path) -> None:
    other = Platform.open(Settings(tmp_path), FakeClock())
    seed(other)

    assert rows(other, tables.card) == rows(demo, tables.card)
    assert rows(other, tables.lease) == rows(demo, tables.lease)
    other.close()
    demo.close()


def test_the_special_cards_are_what_they_say(demo: Platform) -> None:
    special = {what.what: card for what, card in seed(demo, with_codes=False).cards}
    leased = {row["card_no"] for row in rows(demo, tables.lease)}

    assert special["ready"].card_no.endswith("8812") and special["ready"].masked_name == "张*兰"
    assert special["ready"].card_no in leased
    assert special["lost"].status.value == "lost"
    assert special["suspended"].status.value == "suspended"
    assert special["expired"].valid_to < "2026-11-23"
    assert special["no_lease"].status.value == "active"
    for what in ("lost", "suspended", "expired", "no_lease"):
        assert special[what].card_no not in leased, what
    demo.close()


def test_the_demo_leases_the_month_to_the_keepers(demo: Platform) -> None:
    leases = rows(demo, tables.lease)

    assert {lease["month"] for lease in leases} == {month_of("2026-11-23")}
    assert {lease["till_id"] for lease in leases} == {f"S{number:02d}-1" for number in range(1, 15)}
    totals: Counter[tuple[str, str]] = Counter()
    for lease in leases:
        totals[lease["card_no"], lease["pool_id"]] += lease["granted"]
    assert {(pool, amount) for (_card, pool), amount in totals.items()} == {
        ("vegetable", 10_000),
        ("staple", 20_000),
        ("subsidy", 6_000),
    }
    demo.close()


def test_the_demo_tells_cards_and_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--data-dir", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "8812" in told and "S14-1" in told and "python -m monitor serve" in told

    assert main(["demo", "--json", "--data-dir", str(tmp_path)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["codes"]) == 22
    assert {card["what"] for card in data["cards"]} == {"ready", "lost", "suspended", "expired", "no_lease"}

    assert main(["demo", "--list", "--json", "--data-dir", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["codes"] == {}


def test_a_code_can_be_made_for_one_till(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", "--list", "--data-dir", str(tmp_path)])
    capsys.readouterr()

    assert main(["enrol-code", "S01-1", "--data-dir", str(tmp_path)]) == 0
    assert len(capsys.readouterr().out.strip()) == 19
    assert main(["enrol-code", "S99-1", "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "没有这台收银机：S99-1" in said and "till.unknown" in said.splitlines()[-1]


def test_the_platform_is_not_opened_to_others_by_accident(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clock: FakeClock
) -> None:
    for host in ("127.0.0.1", "localhost", "::1", "127.9.9.9"):
        assert is_loopback(host)
    for host in ("0.0.0.0", "::", "192.168.1.5", "monitor.example"):
        with pytest.raises(SettingsRefused):
            check_encrypted(host, None, None, tls_in_front=False)
    beyond = ["serve", "--host", "0.0.0.0", "--port", "0", "--data-dir", str(tmp_path)]
    assert main(beyond) == 1
    assert "--tls-in-front" in capsys.readouterr().err

    person = ["first-administrator", "--data-dir", str(tmp_path), "--login"]
    for login in ("wei.min", "hua.ling"):
        assert main([*beyond, "--tls-in-front"]) == 1, "nobody guards the accounts yet"
        assert "先有账号" in capsys.readouterr().err
        assert main([*person, login, "--name", login, "--person-no", login.replace(".", "-")]) == 0
    platform = Platform.open(Settings(tmp_path), clock)
    platform.store.read(lambda c: check_may_be_reached(c, platform.accounts))
    platform.close()


def test_the_demo_has_an_account_for_each_role_that_is_shown_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--json", "--data-dir", str(tmp_path)]) == 0
    accounts = json.loads(capsys.readouterr().out)["accounts"]
    assert [each["login"] for each in accounts] == [login for login, _name, _role in PEOPLE]
    clock, maker = SystemClock(), accounts[0]
    platform = Platform.open(Settings(tmp_path), clock)
    now_ms = clock.now_ms()
    code = second_factor.code_at(maker["totp_secret"], now_ms)
    signed = platform.accounts.sign_in(platform.store, maker["login"], maker["password"], code, now_ms=now_ms)
    assert signed.cookie
    with pytest.raises(Declined, match=r"first\.demo"):
        platform.store.read(lambda c: check_may_be_reached(c, platform.accounts))
    with TestClient(make_app(platform), client=HERE) as here, TestClient(make_app(platform)) as elsewhere:
        assert here.get("/").status_code == 200, "a look at the demo needs no password"
        assert elsewhere.get("/").status_code == 401
        assert here.get("/office/proposals").status_code == 401
    platform.close()

    assert main(["demo", "--data-dir", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "没有另开演示账号" in told and maker["password"] not in told and maker["totp_secret"] not in told
    assert main(["demo-code", "demo-maker", "--data-dir", str(tmp_path)]) == 0
    assert re.match(r"\d{6}（还有 \d+ 秒）", capsys.readouterr().out)


def test_a_platform_with_a_real_account_gets_no_demo_accounts_and_shows_no_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data-dir", str(tmp_path)]
    assert (
        main(["first-administrator", "--login", "wei.min", "--name", "卫民", "--person-no", "1", *folder])
        == 0
    )
    assert main(["demo", "--json", *folder]) == 0
    told = capsys.readouterr().out
    assert json.loads(told[told.index("{") :])["accounts"] == []
    assert main(["demo-code", "wei.min", *folder]) == 1


def test_a_database_that_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"postgresql://someone:secret-word@127.0.0.1:1/none?host={tmp_path}"

    assert main(["demo", "--database-url", url, "--data-dir", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "数据库用不了" in said and "secret-word" not in said


def test_a_newer_database_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sqlalchemy import text

    store = Store.open(f"sqlite:///{tmp_path}/monitor.db")
    prepare(store)
    store.write(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9'")))
    store.close()

    assert main(["demo", "--data-dir", str(tmp_path)]) == 1
    assert "请先升级本平台" in capsys.readouterr().err


def test_the_clock_tells_milliseconds() -> None:
    assert SystemClock().now_ms() > 1_700_000_000_000


def test_the_commands_explain_themselves_without_loading_the_web() -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "monitor", "--help"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "enrol-code" in run.stdout
    assert "fastapi" not in run.stderr


def test_each_demo_card_has_an_invented_holder_in_the_register(demo: Platform) -> None:
    people, enrolled = rows(demo, register_tables.person), rows(demo, register_tables.enrolment)
    lives = rows(demo, register_tables.card_life)

    assert (len(people), len(enrolled), len(lives)) == (2_000, 2_000, 2_000)
    assert {each["reference"] for each in enrolled} == {each["card_ref"] for each in lives}
    assert len(rows(demo, register_tables.household)) == 2_000
    names = {each["card_no"]: each["masked_name"] for each in lives}
    assert names == {each["card_no"]: each["masked_name"] for each in rows(demo, tables.card)}
    demo.close()


def test_the_demo_has_as_many_cards_as_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--data-dir", str(tmp_path), "--list", "--cards", "120"]) == 0
    assert "120 张爱心卡" in capsys.readouterr().out
    for wrong in ("4", "100001", "x"):
        with pytest.raises(SystemExit):
            main(["demo", "--data-dir", str(tmp_path), "--cards", wrong])


def test_the_keys_of_the_register_are_changed_by_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data-dir", str(tmp_path)]
    assert main(["demo", *folder, "--list", "--cards", "50"]) == 0
    capsys.readouterr()
    assert main(["rotate-keys", *folder]) == 0
    assert "重新加密了 200 项" in capsys.readouterr().out
    assert len((tmp_path / "register-keys" / "register.keys").read_text().splitlines()) == 2
