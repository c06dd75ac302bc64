"""`python -m pos goods FILE`: shows what a goods file would change, and changes it when told to."""

from __future__ import annotations

from pathlib import Path

from pos.bootstrap import open_catalogue
from pos.domain.money import format_yuan
from pos.services.catalogue_file import read_catalogue_file
from pos.services.settings import Settings
from pos.ui.row_problems import row_problem_words

SHOWN_MAX = 20


def run(settings: Settings, file: Path, *, apply: bool) -> int:
    """Exit code 0; 1 when rows were wrong (the good ones are applied all the same with --apply)."""
    read = read_catalogue_file(file)
    for problem in read.problems:
        print(f"第 {problem.row} 行 {problem.column}「{problem.value}」：{row_problem_words(problem.reason)}")
    catalogue = open_catalogue(settings)
    try:
        preview = catalogue.preview(read.goods)
        print(
            f"可用 {len(read.goods)} 种，有错 {len({p.row for p in read.problems})} 行；"
            f"新增 {len(preview.new)}，改价 {len(preview.price_changes)}，"
            f"换类 {len(preview.category_changes)}，其他 {len(preview.other_changes)}，"
            f"不变 {preview.unchanged}，"
            f"文件中没有 {len(preview.missing)}"
        )
        for change in preview.price_changes[:SHOWN_MAX]:
            before, after = change.before, change.after
            print(f"  {after.full_name}：{format_yuan(before.price)} → {format_yuan(after.price)}")
        if len(preview.price_changes) > SHOWN_MAX:
            print(f"  …… 另有 {len(preview.price_changes) - SHOWN_MAX} 种改价")
        if apply:
            catalogue.replace_goods(read.goods)
            print("已更新商品。")
        else:
            print("以上只是预览；加 --apply 才会更新。")
    finally:
        catalogue.close()
    return 1 if read.problems else 0
