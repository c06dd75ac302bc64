"""`python -m pos goods FILE`: shows what a goods file would change, and changes it when told to."""

from __future__ import annotations

import sys
from pathlib import Path

from pos.bootstrap import open_catalogue
from pos.commands.shown import cards_masked, escaped
from pos.domain.goods import Goods, RowProblem
from pos.domain.money import format_yuan
from pos.errors import CatalogueFileWrong
from pos.ledger.catalogue import Catalogue
from pos.ledger.catalogue_preview import CataloguePreview
from pos.services.catalogue_file import read_catalogue_file
from pos.services.identity import DEFAULT_CARD_ISSUER, load_identity
from pos.services.settings import Settings
from pos.ui.row_problems import row_problem_words

SHOWN_MAX = 20
REMOVALS_PART = 10  # More than one in so many goods gone: rather the wrong file than a smaller shop.


def run(settings: Settings, file: Path, *, apply: bool, allow_removals: bool = False) -> int:
    """Exit code 0; 1 when rows were wrong (the good ones are applied all the same with --apply).

    2 when --apply was refused: no row can be used, or many goods would go without --allow-removals.
    """
    read = read_catalogue_file(file)
    identity = load_identity(settings.data_dir)
    issuer = DEFAULT_CARD_ISSUER if identity is None else identity.card_issuer
    for problem in read.problems:
        print(_problem_words(problem, issuer))
    catalogue = open_catalogue(settings)
    try:
        preview = catalogue.preview(read.goods)
        bad_rows = len({problem.row for problem in read.problems})
        print(f"可用 {len(read.goods)} 种，有错 {bad_rows} 行；{_preview_words(preview)}")
        _print_prices(preview)
        if not apply:
            print("以上只是预览；加 --apply 才会更新。")
        elif refusal := _refusal(catalogue, read.goods, preview, allow_removals=allow_removals):
            print(f"没有更新：{refusal} [{CatalogueFileWrong.code}]", file=sys.stderr)
            return 2
        else:
            catalogue.replace_goods(read.goods)
            print("已更新商品。")
    finally:
        catalogue.close()
    return 1 if read.problems else 0


def _refusal(
    catalogue: Catalogue, goods: tuple[Goods, ...], preview: CataloguePreview, *, allow_removals: bool
) -> str:
    """Why these goods must not take the place of those on file; empty when they may."""
    on_file, going = catalogue.goods_count(), len(preview.missing)
    if not goods:
        return f"文件里没有一种可用的商品，现有 {on_file} 种保持不变。"
    if going * REMOVALS_PART > on_file and not allow_removals:
        going_words = f"现有 {on_file} 种商品里有 {going} 种不在文件中，更新后就没有了。"
        return f"{going_words}确实要去掉，请加 --allow-removals。"
    return ""


def _problem_words(problem: RowProblem, issuer: str) -> str:
    value = escaped(cards_masked(problem.value, issuer=issuer))
    return f"第 {problem.row} 行 {problem.column}「{value}」：{row_problem_words(problem.reason)}"


def _preview_words(preview: CataloguePreview) -> str:
    return (
        f"新增 {len(preview.new)}，改价 {len(preview.price_changes)}，"
        f"换类 {len(preview.category_changes)}，其他 {len(preview.other_changes)}，"
        f"不变 {preview.unchanged}，"
        f"文件中没有 {len(preview.missing)}"
    )


def _print_prices(preview: CataloguePreview) -> None:
    for change in preview.price_changes[:SHOWN_MAX]:
        before, after = change.before, change.after
        name = escaped(after.full_name)
        print(f"  {name}：{format_yuan(before.price)} → {format_yuan(after.price)}")
    if len(preview.price_changes) > SHOWN_MAX:
        print(f"  …… 另有 {len(preview.price_changes) - SHOWN_MAX} 种改价")
