"""The goods commands as a person types them: previews that change nothing, prices, labels, categories."""

from __future__ import annotations

import ast
import inspect
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

import pos.domain.goods.goods
import pos.services.goods.catalogue_file
import pos.services.goods.goods_import
import pos.services.goods.goods_values
import pos.services.goods.sheet
import pos.services.goods.workbook
import pos.services.goods.xlsx_book
from pos.__main__ import main
from pos.bootstrap import open_catalogue
from pos.services.goods.goods_headings import STATUS, STOPPED
from pos.ui.words.row_problems import COLUMNS, ROW_PROBLEMS, ROW_REMARKS
from tests.shop import LAN, OIL, SOY, Shop

HEADER = "code,name,spec,unit,category,price,sold_by,plu,quick_key\n"
SETTINGS = '[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "./till"\n'


@pytest.fixture
def config(shop: Shop, tmp_path: Path) -> str:
    path = tmp_path / "till.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return str(path)


def test_a_goods_file_is_shown_before_it_is_applied(
    shop: Shop,
    config: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    typed: Callable[[str], None],
) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(
        HEADER + f"{OIL},压榨菜籽油,5L,桶,油,72.90,piece,,\n" + "A1,盐,,袋,调味,x,piece,,\n", encoding="utf-8"
    )

    assert main(["--config", config, "goods", str(goods)]) == 1

    said = capsys.readouterr().out
    assert "第 3 行 价格「x」" in said
    assert "69.90 → 72.90" in said
    assert "只是预览" in said
    assert price_of(shop, OIL) == 6990

    order = ["--config", config, "goods", str(goods), "--apply", "--staff", "2001", "--pin-from-stdin"]
    typed("1234")
    assert main(order) == 2
    assert "密码不对" in capsys.readouterr().err
    assert price_of(shop, OIL) == 6990
    typed("8888")
    assert main(order) == 1
    assert price_of(shop, OIL) == 7290


@pytest.mark.parametrize("rows", ["", "A1,盐,,袋,调味,x,piece,,\n"])
def test_a_file_without_a_usable_row_never_empties_the_catalogue(
    shop: Shop, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str
) -> None:
    file = written(tmp_path, HEADER + rows)

    assert main(["--config", config, "goods", file, "--apply", "--allow-removals"]) == 2

    assert "现有 7 种保持不变" in capsys.readouterr().err
    assert price_of(shop, OIL) == 6990


def test_goods_that_are_not_in_the_file_stay_unless_they_are_to_go(
    shop: Shop, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, HEADER + f"{OIL},压榨菜籽油,5L,桶,油,72.90,piece,,\n{SOY},生抽,,瓶,,9,piece,,\n")

    assert main(["--config", config, "goods", file, "--apply"]) == 1
    assert "文件中没有 6（保留）" in capsys.readouterr().out
    assert (price_of(shop, OIL), count_of(shop)) == (7290, 7)

    # The row of the soy sauce is wrong, but it is there: nobody wanted the sauce to go.
    assert main(["--config", config, "goods", file, "--apply", "--allow-removals"]) == 1
    assert "去掉 5" in capsys.readouterr().out
    assert (price_of(shop, SOY), count_of(shop)) == (990, 2)


def test_what_a_goods_file_holds_cannot_command_the_terminal_or_show_a_card(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, HEADER + f"A\x1b[2J,盐,,袋,调味,1,piece,,\n{LAN},盐,,袋,调味,1,piece,,\n")

    assert main(["--config", config, "goods", file]) == 1

    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "A\\x1b[2J" in said
    assert LAN not in said
    assert f"第 3 行 编码「····{LAN[-4:]}」" in said


def test_every_reason_a_row_can_be_refused_for_has_words() -> None:
    reasons = {"name_missing", "name_unreadable", "spec_unreadable", "unit_missing", "unit_unreadable"}
    reasons |= {"plu_taken", "quick_key_taken"}
    reasons |= {"category_missing", "category_unreadable", "plu_unreadable", "quick_key_unreadable"}
    worded = ROW_PROBLEMS | ROW_REMARKS
    modules = (
        pos.domain.goods.goods,
        pos.services.goods.catalogue_file,
        pos.services.goods.goods_import,
        pos.services.goods.goods_values,
        pos.services.goods.sheet,
        pos.services.goods.workbook,
        pos.services.goods.xlsx_book,
    )
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and node.value in worded:
                reasons.add(str(node.value))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("complain", "RowProblem"):
                last = node.args[-1]
                if isinstance(last, ast.Constant):
                    reasons.add(str(last.value))

    assert reasons == set(worded)
    assert set(COLUMNS) == {*pos.domain.goods.goods.CATALOGUE_COLUMNS, STATUS, STOPPED}


def written(folder: Path, text: str) -> str:
    path = folder / "goods.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def price_of(shop: Shop, code: str) -> int:
    catalogue = open_catalogue(shop.settings)
    goods = catalogue.goods_by_code(code)
    catalogue.close()
    assert goods is not None
    return goods.price


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What stands on standard input when a PIN is asked for."""
    return lambda pin: monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))


def count_of(shop: Shop) -> int:
    catalogue = open_catalogue(shop.settings)
    count = catalogue.goods_count()
    catalogue.close()
    return count


def test_the_history_of_an_article_is_told_with_who_and_from_where(
    shop: Shop,
    config: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    typed: Callable[[str], None],
) -> None:
    typed("8888")
    file = written(tmp_path, HEADER + f"{OIL},压榨菜籽油,5L,桶,副食,72.90,piece,,\n")
    assert main(["--config", config, "goods", file, "--apply", "--staff", "2001", "--pin-from-stdin"]) == 0
    capsys.readouterr()

    assert main(["--config", config, "goods", "history", OIL]) == 0

    now, change = capsys.readouterr().out.splitlines()
    assert now == f"{OIL} 压榨菜籽油 5L 现价 72.90 元/桶"
    assert change.endswith("价格 69.90 → 72.90  类别 油 → 副食  goods.csv  陈国强（工号 2001）")
    assert main(["--config", config, "goods", "history", SOY]) == 0
    assert "没有改过" in capsys.readouterr().out


def test_a_staff_id_that_nobody_has_writes_nothing(
    shop: Shop,
    config: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    typed: Callable[[str], None],
) -> None:
    typed("8888")
    file = written(tmp_path, HEADER + f"{OIL},压榨菜籽油,5L,桶,油,72.90,piece,,\n")
    assert main(["--config", config, "goods", file, "--apply", "--staff", "9999", "--pin-from-stdin"]) == 2
    assert "没有工号 9999" in capsys.readouterr().err
    assert price_of(shop, OIL) == 6990


@pytest.mark.parametrize("question", [["history", "6900000000000"], ["history"]])
def test_a_history_of_nothing_is_told(
    shop: Shop, config: str, capsys: pytest.CaptureFixture[str], question: list[str]
) -> None:
    assert main(["--config", config, "goods", *question]) == 2
    assert capsys.readouterr().err


def test_labels_say_both_prices(
    shop: Shop, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", config, "goods", "labels"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "\ufeff编码,名称,规格,单位,类别,市场价,爱心卡价,卡价比例"
    assert f"{OIL},压榨菜籽油,5L,桶,油,69.90,55.92,80%" in rows
    assert f"{SOY},酿造生抽,500ml,瓶,调味,9.90,," in rows
    assert "00123,上海青,,kg,蔬菜,4.98,2.99,60%" in rows
    assert len(rows) == 8

    assert main(["--config", config, "goods", "labels", "--changed-since", "2020-01-01"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    file = written(tmp_path, HEADER + f"{OIL},压榨菜籽油,5L,桶,油,72.90,piece,,\n")
    assert main(["--config", config, "goods", file, "--apply"]) == 0
    capsys.readouterr()
    assert main(["--config", config, "goods", "labels", "--changed-since", "2020-01-01"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [f"{OIL},压榨菜籽油,5L,桶,油,72.90,58.32,80%"]


def test_labels_are_written_as_a_workbook(
    shop: Shop, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "labels.xlsx"
    command = ["--config", config, "goods", "labels", "--format", "xlsx"]
    assert main(command) == 2
    assert "--output" in capsys.readouterr().err
    assert main([*command, "--output", config + "/x.xlsx"]) == 2
    assert "报表写不进" in capsys.readouterr().err
    assert main([*command, "--output", str(tmp_path)]) == 2
    assert "这是一个文件夹" in capsys.readouterr().err
    assert main([*command, "--output", str(out)]) == 0
    assert "已写 7 张价签" in capsys.readouterr().out

    book = load_workbook(out)
    assert book.sheetnames == ["价签数据", "价签"]
    codes = [book["价签数据"].cell(row, 1).value for row in range(2, 9)]
    assert set(codes) == {goods.code for goods in shop.goods}
    place = codes.index("00123")
    column, top = place % 3 + 1, place // 3 * 4 + 1
    assert [book["价签"].cell(top + line, column).value for line in range(4)] == [
        "上海青", "4.98 元/kg", "爱心卡 2.99 元/kg", "00123",
    ]  # fmt: skip


def test_a_date_that_is_none_is_told(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", config, "goods", "labels", "--changed-since", "gestern"]) == 2
    assert "2026-11-01" in capsys.readouterr().err


def test_categories_are_held_against_the_federations_list(
    shop: Shop, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", config, "goods", "check"]) == 0
    assert "还没有收到" in capsys.readouterr().out
    approved = {goods.code: goods.category for goods in shop.goods if goods.code != SOY} | {OIL: "副食"}
    catalogue = open_catalogue(shop.settings)
    catalogue.apply_categories(approved, 3, at_ms=1)
    catalogue.close()

    assert main(["--config", config, "goods", "check"]) == 1

    said = capsys.readouterr().out
    assert f"类别不同 {OIL} 压榨菜籽油 5L：本店 油，目录 副食" in said
    assert f"不在目录 {SOY} 酿造生抽 500ml：本店 调味" in said
    assert "共 7 种：类别不同 1 种" in said
    assert main(["--config", config, "goods", "history", OIL]) == 0
    assert "慈善会目录第 3 号" in capsys.readouterr().out


def test_which_column_is_which_can_be_said_and_is_remembered(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, f"条码,品名,部门,零售价\n{OIL},压榨菜籽油,油,72.90\n")
    assert main(["--config", config, "goods", file]) == 2
    assert "单位、类别" in capsys.readouterr().err
    assert main(["--config", config, "goods", file, "--map", "类别"]) == 2
    assert "类别=文件里的列名" in capsys.readouterr().err
    said = ["--map", "类别=部门", "--map", "单位==桶"]
    assert main(["--config", config, "goods", file, *said, "--apply"]) == 0
    assert "涨价 1" in capsys.readouterr().out
    assert main(["--config", config, "goods", file]) == 0
    assert "按你选过的列读" in capsys.readouterr().out
