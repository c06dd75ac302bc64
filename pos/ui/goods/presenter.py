"""Decides what the import of goods shows, and asks before anything is written. Plain Python, no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from pos.domain.goods.goods import Goods, RowProblem
from pos.domain.goods.goods_change import ChangeKind, GoodsChange
from pos.domain.money import format_yuan
from pos.errors import PosError
from pos.errors.goods import GoodsFileColumnsMissing, GoodsFileColumnTwice
from pos.services.goods.goods_columns import VALUE_MARK
from pos.services.goods.goods_headings import shown
from pos.services.goods.goods_import import ImportPreview
from pos.services.goods.import_places import ImportFolder
from pos.ui import ports
from pos.ui.goods.choices import FOLDER, file_choice, folder_choices, place_choice
from pos.ui.places import Panel
from pos.ui.shell import Choice, Choices, Confirmation, Shell
from pos.ui.words.goods_words import KINDS
from pos.ui.words.notices import Notice, notice_of
from pos.ui.words.row_problems import column_words, heading_words, row_problem_words

ROWS_SHOWN_MAX = 2_000
BAD, MISSING, REMARKS = "bad", "missing", "remarks"
# In the order of the panel; the digit of each is its key.
FILTERS: tuple[tuple[str, str], ...] = (
    *((kind.value, words) for kind, words in KINDS.items() if kind is not ChangeKind.REMOVED),
    (BAD, "有误"),
    (MISSING, "文件没有"),
    (REMARKS, "提示"),
)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One line of the table. `tone`: up, down, bad or nothing."""

    code: str
    name: str
    what: str
    before: str
    after: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class FilterTab:
    """One filter with how much it holds."""

    key: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class PreviewPicture:
    """What a file would change, seen through one filter. `headings`: what the five columns are."""

    title: str
    words: str
    tabs: tuple[FilterTab, ...]
    chosen: str
    headings: tuple[str, str, str, str, str]
    rows: tuple[PreviewRow, ...]
    more: str  # How many rows are not listed, in words.
    can_apply: bool


class GoodsView(Protocol):
    """What the presenter needs from the panel."""

    def show_waiting(self, title: str, words: str) -> None: ...
    def show_preview(self, picture: PreviewPicture) -> None: ...


class GoodsPresenter:
    """Chooses a file, shows what it changes, and asks for confirmation."""

    def __init__(
        self,
        goods_import: ports.GoodsImport,
        view: Callable[[], GoodsView],
        shell: Shell,
        background: ports.Background,
    ) -> None:
        self._import, self._view, self._shell, self._background = goods_import, view, shell, background
        self._preview: ImportPreview | None = None
        self._filter = BAD
        self._asked = 0  # An answer to an earlier question is not shown.

    def begin(self) -> None:
        """Let a person choose one of the files in the import folder."""
        files = self._shell.attempt(self._import.files)
        if files is None:
            return
        where = f"把 CSV 或 XLSX 放进这个文件夹：{self._import.folder}；也可以插上 U 盘，或到别的文件夹去找。"
        words = where if files else f"文件夹里还没有文件。{where}"
        choices = (*map(file_choice, files), *map(place_choice, self._import.places()))
        self._shell.choose(Choices("商品 · 选择要导入的文件", words, choices, ok="看预览"), self._chosen)

    def filtered(self, key: str) -> None:
        """Another filter."""
        self._filter = key
        self._show()

    def take_over(self) -> None:
        """Ask whether the shown changes should be written."""
        preview = self._preview
        if preview is None or not preview.difference.changes:
            return
        difference = preview.difference
        told = "，".join(
            f"{words} {difference.count(kind)}" for kind, words in KINDS.items() if difference.count(kind)
        )
        bad = f"有误的 {preview.bad_rows} 行不写入。" if preview.bad_rows else ""
        kept = f"提示 {len(preview.remarks)} 条。" if preview.remarks else ""
        kept += f"文件里没有的 {len(difference.missing)} 种保持不变。" if difference.missing else ""
        words = f"按 {preview.file_name} 更新：{told}。{bad}{kept}新价格从下一件商品起用，已扫的不变。"
        self._shell.confirm(
            Confirmation("更新商品", words, yes="更新", no="先不更新"),
            lambda: self._agreed(preview),
        )

    def _chosen(self, key: str) -> None:
        if key.startswith(FOLDER):
            self._look_into(Path(key.removeprefix(FOLDER)))
        else:
            self._read(key, {})

    def _look_into(self, folder: Path) -> None:
        """Show what a folder holds; a stick may be slow, so it is looked into beside the window."""
        self._asked += 1
        asked = self._asked
        self._preview = None
        self._view().show_waiting(str(folder), "正在看这个文件夹里有什么…")
        self._shell.open(Panel.GOODS)

        def done(found: ImportFolder) -> None:
            if asked == self._asked:
                self._shell.choose(folder_choices(found), self._chosen)

        def failed(error: PosError) -> None:
            if asked == self._asked:
                told = notice_of(error)
                self._view().show_waiting(told.title, f"{told.what_next}按 F3 换一个文件。")

        self._background.run(lambda: self._import.look_into(folder), done=done, failed=failed)

    def _read(self, name: str, said: Mapping[str, str]) -> None:
        """Read a file. `said`: which of its columns is which, as far as a person had to say it."""
        self._preview, self._filter = None, ""
        self._asked += 1
        asked = self._asked
        self._view().show_waiting(Path(name).name, "正在读文件，看有什么变化…")
        self._shell.open(Panel.GOODS)

        def done(preview: ImportPreview) -> None:
            if asked == self._asked:
                self._preview = preview
                self._filter = _first_filter(preview)
                self._show()

        def failed(error: PosError) -> None:
            if asked == self._asked:
                told = notice_of(error)
                self._view().show_waiting(f"{Path(name).name}：{told.title}", told.what_next)
                self._ask_column(name, said, error)

        self._background.run(lambda: self._import.preview(name, said), done=done, failed=failed)

    def _ask_column(self, name: str, said: Mapping[str, str], error: PosError) -> None:
        """Ask which column it is, when the headings do not name it; once for files of the kind."""
        choices = column_choices(error, said)
        if choices is None:
            return
        column, question = choices
        self._shell.choose(question, lambda heading: self._read(name, {**said, column: heading}))

    def _agreed(self, preview: ImportPreview) -> None:
        # Done again as a whole after an approval.
        self._shell.attempt(lambda: self._write(preview))

    def _write(self, preview: ImportPreview) -> None:
        by = self._import.changed_by(preview)
        self._asked += 1
        asked = self._asked
        self._preview = None  # So that it cannot be confirmed twice.
        self._view().show_waiting(preview.file_name, "正在写入，请不要关机…")
        self._shell.open(Panel.GOODS)

        def done(_nothing: None) -> None:
            changed = len(preview.difference.changes)
            notice = Notice(f"已更新 {changed} 种商品", f"{preview.file_name}；改价和改类已记入价格记录。")
            if asked == self._asked:
                self._view().show_waiting(notice.title, notice.what_next + "按 Esc 返回。")
            else:
                self._shell.say(notice)

        def failed(error: PosError) -> None:
            said = notice_of(error)
            if asked == self._asked:
                self._view().show_waiting(said.title, said.what_next)
            else:
                self._shell.say(said)

        self._background.run(lambda: self._import.apply(preview, by), done=done, failed=failed)

    def _show(self) -> None:
        if self._preview is not None:
            self._view().show_preview(picture_preview(self._preview, self._filter))


def column_choices(error: PosError, said: Mapping[str, str]) -> tuple[str, Choices] | None:
    """What is asked about a file that does not name a column; None when nothing can be asked."""
    if not isinstance(error, (GoodsFileColumnsMissing, GoodsFileColumnTwice)):
        return None
    asked, headings = error.facts.get("ask"), error.facts.get("headings")
    if not isinstance(asked, tuple) or not isinstance(headings, tuple) or not asked:
        return None
    column = str(asked[0])
    items = [Choice(str(heading), shown(str(heading)), "文件里的列") for heading in headings]
    if column == "unit":
        items.append(Choice(f"{VALUE_MARK}件", "没有这一列", "都按件卖"))
    if not items or column in said:
        return None  # What was said is not in this file.
    words = "选一次；更新以后，表头一样的文件不再问。"
    return column, Choices(f"文件里哪一列是「{column_words(column)}」？", words, tuple(items), ok="选定")


def picture_preview(preview: ImportPreview, chosen: str) -> PreviewPicture:
    """Put into words what a file would change, for one filter."""
    counts = _counts(preview)
    rows = tuple(islice(_rows(preview, chosen), ROWS_SHOWN_MAX))
    hidden = counts[chosen] - len(rows)
    headings = ("编码", "商品", "变化", "现在", "更新后")
    if chosen in (BAD, REMARKS):
        headings = ("行", "列", "", "文件里写的", "怎么改" if chosen == BAD else "处理")
    return PreviewPicture(
        title=preview.file_name,
        words=_summary(preview),
        tabs=tuple(
            FilterTab(key, words, counts[key])
            for key, words in FILTERS
            if key != REMARKS or counts[REMARKS]  # Most files have none.
        ),
        chosen=chosen,
        headings=headings,
        rows=rows,
        more=f"另有 {hidden} 行没有列出" if hidden > 0 else "",
        can_apply=bool(preview.goods and preview.difference.changes),
    )


def _summary(preview: ImportPreview) -> str:
    told = f"可用 {len(preview.goods)} 种，其中 {preview.difference.unchanged} 种没有变化。"
    if not preview.goods:
        told = f"没有一种可用的商品，现有 {preview.on_file} 种保持不变。"
    elif not preview.difference.changes:
        told += "没有要更新的。"
    return told + "还没有写入任何东西。"


def _counts(preview: ImportPreview) -> dict[str, int]:
    counts = {kind.value: preview.difference.count(kind) for kind in ChangeKind}
    return (
        counts
        | {BAD: len(preview.problems), MISSING: len(preview.difference.missing)}
        | {REMARKS: len(preview.remarks)}
    )


def _first_filter(preview: ImportPreview) -> str:
    """Mistakes first, because a person must do something about them."""
    counts = _counts(preview)
    wanted = (BAD, *(key for key, _words in FILTERS))
    return next((key for key in wanted if counts[key]), ChangeKind.NEW.value)


def _rows(preview: ImportPreview, chosen: str) -> Iterable[PreviewRow]:
    if chosen == BAD:
        return map(_problem_row, preview.problems)
    if chosen == REMARKS:
        return map(_problem_row, preview.remarks)
    if chosen == MISSING:
        return map(_missing_row, preview.difference.missing)
    kind = ChangeKind(chosen)
    return (_change_row(change, kind) for change in preview.difference.changes if kind in change.kinds)


def _change_row(change: GoodsChange, kind: ChangeKind) -> PreviewRow:
    goods = change.goods
    before, after = (_cell(each, kind) for each in (change.before, change.after))
    tone = {ChangeKind.PRICE_UP: "up", ChangeKind.PRICE_DOWN: "down"}.get(kind, "")
    return PreviewRow(goods.code, goods.full_name, _kinds(change), before, after, tone)


def _kinds(change: GoodsChange) -> str:
    return "、".join(words for kind, words in KINDS.items() if kind in change.kinds)


def _cell(goods: Goods | None, kind: ChangeKind) -> str:
    if goods is None:
        return "—"
    if kind is ChangeKind.CATEGORY:
        return goods.category
    if kind is ChangeKind.NAME:
        return goods.full_name
    if kind is ChangeKind.OTHER:
        extra = [goods.unit]
        extra += [f"秤码 {goods.plu}"] if goods.plu else []
        extra += [f"快捷键 {goods.quick_key}"] if goods.quick_key else []
        return " ".join(extra)
    if kind is ChangeKind.NEW:
        return f"{format_yuan(goods.price)}/{goods.unit} {goods.category}"
    return f"{format_yuan(goods.price)}/{goods.unit}"


def _problem_row(problem: RowProblem) -> PreviewRow:
    return PreviewRow(
        f"第 {problem.row} 行",
        heading_words(problem),
        "",
        problem.value,
        row_problem_words(problem.reason),
        "bad",
    )


def _missing_row(goods: Goods) -> PreviewRow:
    price = f"{format_yuan(goods.price)}/{goods.unit}"
    return PreviewRow(goods.code, goods.full_name, "保留", price, price)
