"""The commands as a person types them: exit codes, words, and nothing changed by a preview."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pos.__main__ import main
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import countersign_statement
from pos.domain.paying.tender import TenderKind
from pos.services.fencing.anchors import Anchors
from pos.services.installation.identity import load_identity, save_identity
from tests.services.telling import sell_soy
from tests.shop import FEDERATION, LAN, MORNING_MS, SOY, Shop, grant

SETTINGS = '[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "./till"\n'


@pytest.fixture
def config(shop: Shop, tmp_path: Path) -> str:
    path = tmp_path / "till.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return str(path)


def test_verify_says_all_is_well_and_exits_with_0(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    till = shop.start_selling()
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "10")
    till.checkout.done()
    till.close()

    assert main(["verify", str(shop.folder / "ledger.db")]) == 0

    said = capsys.readouterr().out
    assert "销售 1 单" in said
    assert "应付 9.90" in said
    assert "全部一致" in said


def test_verify_names_the_first_bad_entry_and_exits_with_1(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    import pysqlite3.dbapi2 as sqlite

    till = shop.start_selling()
    till.close()
    connection = sqlite.connect(shop.folder / "ledger.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute(
        "UPDATE journal SET payload = CAST(replace(CAST(payload AS TEXT), '50000', '90000') AS BLOB)"
        " WHERE sequence = 1"
    )
    connection.commit()
    connection.close()

    assert main(["verify", str(shop.folder / "ledger.db")]) == 1
    assert "第 1 条有问题" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"no database at all", b"x" * 5_000])
def test_a_file_that_is_no_ledger_is_bad_from_its_beginning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (tmp_path / "ledger.db").write_bytes(content)

    assert main(["verify", str(tmp_path / "ledger.db")]) == 1

    told = capsys.readouterr().out
    assert "账本有问题：这个文件不是完好的账本。" in told
    assert "详情（给技术支持）：ledger.chain_broken" in told
    assert (tmp_path / "ledger.db").read_bytes() == content


@pytest.mark.parametrize("option", ["--public-key", "--federation-key"])
@pytest.mark.parametrize("key", ["zz", "0a0b", ""])
def test_a_key_that_is_none_is_refused_in_words(
    shop: Shop, capsys: pytest.CaptureFixture[str], option: str, key: str
) -> None:
    shop.start_selling().close()

    assert main(["verify", str(shop.folder / "ledger.db"), option, key]) == 2
    assert f"{option} 后面要写公钥" in capsys.readouterr().err


def test_a_counter_signature_is_held_against_the_key_of_the_federation(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger_file = shop.folder / "ledger.db"
    till = shop.start_selling()
    ledger = till.checkout._parts.recorder.ledger
    sequence, entry_hash = ledger.head()[:2]
    statement = countersign_statement(
        till_id="S01-1", epoch=1, sequence=sequence, entry_hash=entry_hash, at_ms=MORNING_MS
    )
    ledger.acknowledge(sequence, entry_hash, FEDERATION.sign(statement), MORNING_MS)
    till.close()
    key, others = FEDERATION.public_key.hex(), DeviceKey.generate().public_key.hex()

    assert main(["verify", str(ledger_file)]) == 0
    assert "未核对慈善会文件和平台回签的签名" in capsys.readouterr().out
    assert main(["verify", str(ledger_file), "--federation-key", key]) == 0
    assert "未核对" not in capsys.readouterr().out
    assert main(["verify", str(ledger_file), "--federation-key", others]) == 1
    assert f"第 {sequence} 条有问题：平台的回签不是慈善会签的" in capsys.readouterr().out

    identity = load_identity(shop.folder)
    assert identity is not None
    save_identity(shop.folder, replace(identity, federation_key=others))
    assert main(["verify", str(ledger_file)]) == 1
    save_identity(shop.folder, replace(identity, federation_key=key))
    assert main(["verify", str(ledger_file)]) == 0
    save_identity(shop.folder, replace(identity, federation_key="damaged"))
    assert main(["verify", str(ledger_file)]) == 2
    assert "本机的密钥读不出来" in capsys.readouterr().err


def test_an_older_ledger_put_back_is_found_by_what_is_remembered_outside_it(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "till.toml"
    config.write_text(SETTINGS + 'state_dir = "./till-state"\n', encoding="utf-8")
    ledger = shop.folder / "ledger.db"
    shop.start_selling().close()
    older = ledger.read_bytes()
    identity = load_identity(shop.folder)
    assert identity is not None
    anchors = Anchors(
        [tmp_path / "till-state"],
        till_id=identity.till_id,
        epoch=identity.epoch,
        public_key=identity.public_key,
    )
    sell_soy(till := shop.start_selling())
    anchors.begin(*till.checkout._parts.recorder.ledger.head()[:2])
    anchors.close()
    till.close()
    assert main(["--config", str(config), "verify", str(ledger)]) == 0
    assert "已和账本以外记下的末条核对（1 处）。" in capsys.readouterr().out

    ledger.write_bytes(older)
    assert main(["--config", str(config), "verify", str(ledger)]) == 1
    said = capsys.readouterr().out
    assert "末尾被截掉了" in said and "entry.cut_off" in said

    # Settings of another till, broken ones or none do not say where this one is remembered.
    for content in (SETTINGS.replace("./till", "./other"), "not settings", None):
        if content is None:
            config.unlink()
        else:
            config.write_text(content, encoding="utf-8")
        assert main(["--config", str(config), "verify", str(ledger)]) == 0
        assert "账本以外没有找到记下的末条" in capsys.readouterr().out


def test_the_report_states_what_the_owner_of_the_machine_could_still_do_and_how_much(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    till = shop.start_selling()
    grant(till, LAN)
    grant(till, LAN, month="2026-12", number=2)
    till.checkout.scan(LAN)
    till.checkout.scan(SOY)
    till.checkout.set_subsidy("5")
    till.checkout.pay(TenderKind.CASH, "10")
    till.checkout.done()
    till.close()

    assert main(["verify", str(shop.folder / "ledger.db")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-4].startswith("这项核对的限度：能动这台电脑的人")
    assert "最多能再用一次本机还握着的额度；一联网就会查出来" in said[-3]
    assert said[-2:] == [
        "  2026-11 1 张卡：米面油肉蛋奶额度 200.00 元，购物补贴 55.00 元，蔬菜额度 100.00 元",
        "  2026-12 1 张卡：米面油肉蛋奶额度 200.00 元，购物补贴 60.00 元，蔬菜额度 100.00 元",
    ]


def test_a_ledger_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "nothing.db")]) == 2
    assert "没有找到账本" in capsys.readouterr().err


def test_a_refusal_cannot_command_the_terminal_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(tmp_path / "no\x1b[2Jthing.db")]) == 2
    assert "no\\x1b[2Jthing.db" in capsys.readouterr().err


def test_a_person_is_stored_with_a_pin_from_stdin(
    shop: Shop, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4321\n"))
    assert main(["--config", config, "staff", "1009", "何静", "cashier", "--pin-from-stdin"]) == 0

    till = shop.start()
    assert till.people.sign_in("1009", "4321").name == "何静"
    till.close()


def test_a_pin_is_asked_for_at_a_terminal_only(
    config: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4321\n"))

    assert main(["--config", config, "staff", "1009", "何静", "cashier"]) == 2
    assert "--pin-from-stdin" in capsys.readouterr().err


@pytest.mark.parametrize("before", [[], ["--headless"], ["--config", "no such file"]])
def test_a_basket_is_priced_whatever_stands_before_the_word(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], before: list[str]
) -> None:
    file = tmp_path / "request.json"
    file.write_text("[]", encoding="utf-8")

    assert main([*before, "quote", str(file)]) == 0
    assert json.loads(capfdbinary.readouterr().out) == []


def test_missing_settings_are_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(tmp_path / "none.toml"), "--headless"]) == 2
    assert "没有这个文件；请在命令里用 --config" in capsys.readouterr().err


def test_enrolling_without_a_platform_is_told(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", config, "enrol", "123"]) == 2
    assert "本机还没有接入平台" in capsys.readouterr().err


def test_the_headless_till_reads_stdin_and_writes_json(
    config: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"login 1001 1234\nopen 1\n{SOY}\nquit\n"))

    assert main(["--config", config, "--headless"]) == 0

    assert capsys.readouterr().out.count('"ok": true') == 4


def test_the_headless_till_reads_and_writes_utf_8_whatever_the_locale(
    config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = b"\xef\xbb\xbflogin 1001 1234\nopen 1\n\xff\xfe\xb1\nsearch " + "菜籽".encode() + b"\nquit\n"
    out = io.BytesIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="ascii"))
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(out, encoding="ascii"))

    assert main(["--config", config, "--headless"]) == 0

    answers = [json.loads(line) for line in out.getvalue().decode("utf-8").splitlines()]
    assert [answer["ok"] for answer in answers] == [True, True, False, True, True]
    assert answers[3]["goods"][0]["name"] == "压榨菜籽油 5L"
