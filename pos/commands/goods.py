"""`python -m pos goods FILE`: shows what a goods file would change, and imports it when asked to."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pos.bootstrap import open_catalogue
from pos.commands.shown import cards_masked, escaped
from pos.domain.goods.goods import RowProblem
from pos.domain.goods.goods_change import ChangedBy, ChangeKind, GoodsChange, GoodsDifference
from pos.domain.money import format_yuan
from pos.domain.people.permission import Act
from pos.errors.people import SignInRefused
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.pin_tries import PinTries, stored_pin_state
from pos.services.clock import SystemClock
from pos.services.goods.goods_columns import VALUE_MARK
from pos.services.goods.goods_import import apply_preview, preview_file
from pos.services.installation.identity import DEFAULT_CARD_ISSUER, LEDGER_FILE, load_identity
from pos.services.installation.settings import Settings
from pos.services.installation.shipped import SIGN_IN_POLICY
from pos.services.people.command_pins import whose_pin
from pos.services.people.pin_guard import load_pin_limits
from pos.ui.words.goods_words import KINDS
from pos.ui.words.row_problems import COLUMNS, heading_words, row_problem_words

SHOWN_MAX = 20


def run(
    settings: Settings,
    file: Path,
    *,
    apply: bool,
    allow_removals: bool = False,
    staff_id: str | None = None,
    pin: str = "",
    said: Sequence[str] = (),
) -> int:
    """Exit code 0; 1 when rows were wrong (the good ones are still applied with --apply).

    A name in the price history needs that person's `pin`.
    2 when the staff id is unknown, the PIN is wrong, or `said` (as 类别=列名) cannot be read; then
    nothing is written.
    Goods that are not in the file are kept, except with --allow-removals: then they go.
    Raises CatalogueFileWrong, CatalogueChanged.
    """
    columns = _columns_said(said)
    if columns is None:
        names = "、".join(COLUMNS.values())
        print(f"--map 要写成 类别=文件里的列名，或 单位==件（整列都是件）。列有：{names}。", file=sys.stderr)
        return 2
    identity = load_identity(settings.data_dir)
    issuer = DEFAULT_CARD_ISSUER if identity is None else identity.card_issuer
    catalogue = open_catalogue(settings)
    try:
        preview = preview_file(catalogue, file, remove_missing=allow_removals, said=columns)
        for problem in preview.problems:
            print(_problem_words(problem, issuer))
        for remark in preview.remarks:
            print(f"提示 {_problem_words(remark, issuer)}")
        print(
            f"可用 {len(preview.goods)} 种，有错 {preview.bad_rows} 行；"
            f"{_difference_words(preview.difference)}"
        )
        _print_changes(preview.difference)
        if staff_id is not None and catalogue.staff(staff_id) is None:
            print(f"没有工号 {escaped(staff_id)}，没有更新；请核对 --staff。", file=sys.stderr)
            return 2
        if apply and staff_id is not None and not _is_theirs(settings, catalogue, staff_id, pin):
            return 2
        if apply:
            by = ChangedBy(SystemClock().now_ms(), preview.file_name, staff_id)
            apply_preview(catalogue, preview, by)
            print("已更新商品。")
        else:
            print("以上只是预览；加 --apply 才会更新。")
    finally:
        catalogue.close()
    return 1 if preview.problems else 0


def _is_theirs(settings: Settings, catalogue: Catalogue, staff_id: str, pin: str) -> bool:
    """Whether the PIN is that person's; else it is said why nothing was changed."""
    try:
        whose_pin(
            catalogue,
            PinTries(settings.data_dir),
            stored_pin_state(settings.data_dir / LEDGER_FILE, staff_id),
            load_pin_limits(SIGN_IN_POLICY),
            SystemClock(),
            staff_id=staff_id,
            pin=pin,
            purpose=Act.CHANGE_GOODS.value,
        )
    except SignInRefused:
        print("密码不对，没有更新。", file=sys.stderr)
        return False
    return True


def _columns_said(said: Sequence[str]) -> dict[str, str] | None:
    """Which column is which, as typed; None when it cannot be read."""
    by_words = {words: column for column, words in COLUMNS.items()}
    columns: dict[str, str] = {}
    for each in said:
        ours, mark, theirs = each.partition("=")
        column = by_words.get(ours.strip(), ours.strip())
        if column not in COLUMNS or not mark or not theirs.removeprefix(VALUE_MARK).strip():
            return None
        columns[column] = theirs.strip()
    return columns


def _problem_words(problem: RowProblem, issuer: str) -> str:
    value = escaped(cards_masked(problem.value, issuer=issuer))
    column = escaped(heading_words(problem))
    return f"第 {problem.row} 行{column and f' {column}'}「{value}」：{row_problem_words(problem.reason)}"


def _difference_words(difference: GoodsDifference) -> str:
    told = [f"{words} {difference.count(kind)}" for kind, words in KINDS.items()]
    missing = f"文件中没有 {len(difference.missing)}（保留）"
    return "，".join([*told, f"不变 {difference.unchanged}", missing])


def _print_changes(difference: GoodsDifference) -> None:
    """What money or benefits depend on; new goods and other words can be seen in the file."""
    for kind in (ChangeKind.PRICE_UP, ChangeKind.PRICE_DOWN, ChangeKind.CATEGORY, ChangeKind.REMOVED):
        changes = difference.of(kind)
        for change in changes[:SHOWN_MAX]:
            print(f"  {KINDS[kind]} {escaped(change.goods.full_name)}{_detail(kind, change)}")
        if len(changes) > SHOWN_MAX:
            print(f"  …… 另有 {len(changes) - SHOWN_MAX} 种{KINDS[kind]}")


def _detail(kind: ChangeKind, change: GoodsChange) -> str:
    if change.before is None or change.after is None:
        return ""
    if kind is ChangeKind.CATEGORY:
        return f"：{escaped(change.before.category)} → {escaped(change.after.category)}"
    return f"：{format_yuan(change.before.price)} → {format_yuan(change.after.price)}"
