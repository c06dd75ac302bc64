"""The commands as a person types them: exit codes, words, and nothing changed by a preview."""

from __future__ import annotations

import ast
import inspect
import io
from pathlib import Path

import pytest

import pos.domain.goods
import pos.services.catalogue_file
from pos.__main__ import main
from pos.bootstrap import open_catalogue
from pos.domain.tender import TenderKind
from pos.ui.row_problems import ROW_PROBLEMS
from tests.shop import OIL, SOY, Shop

HEADER = "code,name,spec,unit,category,price,sold_by,plu,quick_key\n"
SETTINGS = '[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "./till"\n'


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "till")


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


def test_a_ledger_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path / "nothing.db")]) == 2
    assert "[ledger.missing]" in capsys.readouterr().err


def test_a_goods_file_is_shown_before_it_is_applied(
    shop: Shop, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(
        HEADER + f"{OIL},压榨菜籽油,5L,桶,油,72.90,piece,,\n" + "A1,盐,,袋,调味,x,piece,,\n", encoding="utf-8"
    )

    assert main(["--config", config, "goods", str(goods)]) == 1

    said = capsys.readouterr().out
    assert "第 3 行 price「x」" in said
    assert "69.90 → 72.90" in said
    assert "只是预览" in said
    assert price_of(shop, OIL) == 6990

    assert main(["--config", config, "goods", str(goods), "--apply"]) == 1
    assert price_of(shop, OIL) == 7290


def test_a_person_is_stored_with_a_pin_from_stdin(
    shop: Shop, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4321\n"))
    assert main(["--config", config, "staff", "1009", "何静", "cashier", "--pin-from-stdin"]) == 0

    till = shop.start()
    assert till.people.sign_in("1009", "4321").name == "何静"
    till.close()


def test_missing_settings_are_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(tmp_path / "none.toml"), "--headless"]) == 2
    assert "[settings.wrong]" in capsys.readouterr().err


def test_enrolling_without_a_platform_is_told(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", config, "enrol", "123"]) == 2
    assert "[enrolment.needed]" in capsys.readouterr().err


def test_the_headless_till_reads_stdin_and_writes_json(
    config: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"login 1001 1234\nopen 1\n{SOY}\nquit\n"))

    assert main(["--config", config, "--headless"]) == 0

    assert capsys.readouterr().out.count('"ok": true') == 4


def test_every_reason_a_row_can_be_refused_for_has_words() -> None:
    reasons = {"name_missing", "name_unreadable", "spec_unreadable", "unit_missing", "unit_unreadable"}
    reasons |= {"category_missing", "category_unreadable", "plu_unreadable", "quick_key_unreadable"}
    for module in (pos.domain.goods, pos.services.catalogue_file):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("complain", "RowProblem"):
                last = node.args[-1]
                if isinstance(last, ast.Constant):
                    reasons.add(str(last.value))

    assert reasons == set(ROW_PROBLEMS)


def price_of(shop: Shop, code: str) -> int:
    catalogue = open_catalogue(shop.settings)
    goods = catalogue.goods_by_code(code)
    catalogue.close()
    assert goods is not None
    return goods.price
