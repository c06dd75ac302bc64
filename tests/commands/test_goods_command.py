"""The goods commands as a person types them: previews that change nothing, prices, labels, categories."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import pos.domain.goods
import pos.services.catalogue_file
import pos.services.workbook
from pos.__main__ import main
from pos.bootstrap import open_catalogue
from pos.ui.row_problems import COLUMNS, ROW_PROBLEMS
from tests.shop import LAN, OIL, SOY, Shop

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


def test_a_goods_file_is_shown_before_it_is_applied(
    shop: Shop, config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
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

    assert main(["--config", config, "goods", str(goods), "--apply", "--staff", "2001"]) == 1
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
    for module in (pos.domain.goods, pos.services.catalogue_file, pos.services.workbook):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Constant) and node.value in ROW_PROBLEMS:
                reasons.add(str(node.value))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("complain", "RowProblem"):
                last = node.args[-1]
                if isinstance(last, ast.Constant):
                    reasons.add(str(last.value))

    assert reasons == set(ROW_PROBLEMS)
    assert set(COLUMNS) == set(pos.domain.goods.CATALOGUE_COLUMNS)


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


def count_of(shop: Shop) -> int:
    catalogue = open_catalogue(shop.settings)
    count = catalogue.goods_count()
    catalogue.close()
    return count
