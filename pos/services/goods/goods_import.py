"""Imports goods from a file: first a preview that writes nothing, then one transaction after a yes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pos.domain.goods.goods import Goods, RowProblem
from pos.domain.goods.goods_change import ChangedBy, GoodsDifference, clashes, compare
from pos.domain.people.permission import Act
from pos.domain.scanning.gtin import GTIN_DIGITS, article_number, is_gtin
from pos.errors.goods import GoodsFileUnreadable, GoodsFileUseless
from pos.errors.people import ActDenied
from pos.ledger.goods.catalogue import Catalogue
from pos.os_causes import os_cause
from pos.services.clock import Clock
from pos.services.counter.session import Session
from pos.services.goods.catalogue_file import read_catalogue_file
from pos.services.goods.goods_columns import Columns, Said
from pos.services.goods.import_places import (
    ImportFile,
    ImportFolder,
    ImportPlace,
    can_be_one,
    import_file,
    import_places,
    look_into,
    newest_first,
)
from pos.services.people.permissions import PermissionDesk

IMPORT_FOLDER = "import"
GTIN_LONGEST = max(GTIN_DIGITS)  # So long a code may be the shop's own: its check digit proves nothing.


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a file would change. Nothing has been written."""

    file_name: str
    goods: tuple[Goods, ...]
    difference: GoodsDifference
    problems: tuple[RowProblem, ...]
    on_file: int
    remarks: tuple[RowProblem, ...] = ()  # Nothing wrong, but to be known before the yes.
    columns: Columns | None = None  # Which column was taken for which.

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be used."""
        return len({problem.row for problem in self.problems})


class GoodsImport:
    """The import folder of a till. Reading and writing may take seconds: both run on any thread."""

    def __init__(
        self,
        catalogue: Catalogue,
        session: Session,
        permissions: PermissionDesk,
        clock: Clock,
        folder: Path,
        places: Callable[[], tuple[ImportPlace, ...]] = import_places,
    ) -> None:
        self._catalogue = catalogue
        self._session = session
        self._permissions = permissions
        self._clock = clock
        self.folder = folder
        self._places = places

    def files(self) -> tuple[ImportFile, ...]:
        """The files in the folder, newest first. Permission is checked before anything is read.

        Raises SignInNeeded, ActDenied, GoodsFileUnreadable.
        """
        if not self._permissions.is_open(Act.CHANGE_GOODS):
            raise ActDenied(act=Act.CHANGE_GOODS.value)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            found = [import_file(path, path.name) for path in self.folder.iterdir() if can_be_one(path)]
        except OSError as error:
            raise GoodsFileUnreadable(
                path=str(self.folder), cause=os_cause(error), reason=str(error)
            ) from error
        return newest_first(found)

    def places(self) -> tuple[ImportPlace, ...]:
        """Where else a file may lie: sticks that are plugged in, and the folders of this user."""
        return self._places()

    def look_into(self, folder: Path) -> ImportFolder:
        """What any folder holds. Raises GoodsFileUnreadable."""
        return look_into(folder)

    def preview(self, name: str, said: Said | None = None) -> ImportPreview:
        """What a file would change, `said` of its columns. A name is one of the import folder's, a whole
        path anybody's. Raises CatalogueFileWrong.
        """
        if Path(name).is_absolute():
            return preview_file(self._catalogue, Path(name), said=said)
        if Path(name).name != name:
            raise GoodsFileUnreadable(path=name, cause="outside")
        return preview_file(self._catalogue, self.folder / name, said=said)

    def changed_by(self, preview: ImportPreview) -> ChangedBy:
        """Who imports a preview, and when, for `apply`. It may need an approval.

        Raises GoodsFileUseless, SignInNeeded, ActDenied, ApprovalNeeded.
        """
        if not preview.goods:
            raise GoodsFileUseless(path=preview.file_name, on_file=preview.on_file)
        staff = self._session.person()
        permit = self._permissions.permit(Act.CHANGE_GOODS)
        return ChangedBy(self._clock.now_ms(), preview.file_name, staff.staff_id, permit.approver)

    def apply(self, preview: ImportPreview, by: ChangedBy) -> None:
        """Write what was shown. Raises CatalogueChanged, GoodsFileUseless, LedgerUnwritable."""
        apply_preview(self._catalogue, preview, by)


def preview_file(
    catalogue: Catalogue, path: Path, *, remove_missing: bool = False, said: Said | None = None
) -> ImportPreview:
    """What a file would change; goods that are not in it are kept, unless they are to be removed.

    `said`: which column is which, as far as the headings do not say it; what was said of earlier files
    of the kind is known.

    Raises CatalogueFileWrong, one of its leaves.
    """
    read = read_catalogue_file(path, said=said, remembered=catalogue.columns_said)
    on_file = catalogue.sold_goods()
    number = _Numbers()
    known: dict[str, tuple[str, ...]] = {}
    for code in on_file:
        known[number[code]] = (*known.get(number[code], ()), code)
    rows = {number[code]: row for code, row in read.rows.items()}
    shortened = _shortened(read.goods, on_file, known, number)
    named = {number[code] for code in (*read.named, *shortened.values())}
    gone = [code for code in on_file if remove_missing and number[code] not in named]
    wanted = tuple(_as_on_file(each, known, number) for each in read.goods if each.code not in shortened)
    wanted = _with_what_the_file_does_not_say(wanted, on_file, read.columns)
    heading = read.columns.heading("code")
    told = [
        RowProblem(rows[number[code]], "code", f"{code} ← {full}", "code_lost_zeros", heading)
        for code, full in shortened.items()
    ]
    goods, problems = _without_clashes(
        [*read.problems, *told],
        {each.code: rows[number[each.code]] for each in wanted},
        wanted,
        on_file,
        {*gone, *_doubles(wanted, known, number)},
    )
    sold = catalogue.as_sold(goods)
    doubles = _doubles(goods, known, number)
    ways = {number[each.code]: each.code for each in read.goods}
    remarks = [*read.remarks, *_remarks(goods, sold, rows, ways, number)]
    remarks += _of_no_list(catalogue, sold, on_file, rows, number)
    remarks += [RowProblem(rows[number[code]], "code", code, "double_removed") for code in doubles]
    return ImportPreview(
        path.name,
        goods,
        compare(on_file, sold, remove=[*gone, *doubles]),
        problems,
        on_file=len(on_file),
        remarks=tuple(sorted(remarks, key=lambda remark: remark.row)),
        columns=read.columns,
    )


class _Numbers(dict[str, str]):
    """The article number of each code, reckoned out when it is first asked for."""

    def __missing__(self, code: str) -> str:
        number = self[code] = article_number(code)
        return number


def _shortened(
    goods: Iterable[Goods], on_file: Mapping[str, Goods], known: Mapping[str, Sequence[str]], number: _Numbers
) -> dict[str, str]:
    """Codes of a file that are codes on file without the zeros before them: a spreadsheet took those."""
    whole = {code.lstrip("0"): code for code in on_file if code.startswith("0") and code.isdigit()}
    return {
        each.code: whole[each.code] for each in goods if each.code in whole and number[each.code] not in known
    }


def _as_on_file(goods: Goods, known: Mapping[str, Sequence[str]], number: _Numbers) -> Goods:
    """The goods of a row under the code they have on file, whatever spelling the row has."""
    codes = known.get(number[goods.code])
    return goods if not codes or goods.code in codes else replace(goods, code=codes[0])


def _with_what_the_file_does_not_say(
    wanted: tuple[Goods, ...], on_file: Mapping[str, Goods], columns: Columns
) -> tuple[Goods, ...]:
    """Goods keep size, PLU and quick key where the file has no such column: absent is not empty.

    A PLU that was only taken from another number gives way to every one on file.
    """
    if columns.has("plu") and columns.has("quick_key") and columns.has("spec"):
        return wanted
    codes = {each.code for each in wanted}
    taken = {each.plu for code, each in on_file.items() if code not in codes}
    if not columns.has("plu"):
        taken |= {on_file[code].plu for code in codes if code in on_file}
    return tuple(_completed(each, on_file.get(each.code), columns, taken) for each in wanted)


def _completed(goods: Goods, before: Goods | None, columns: Columns, taken: set[str | None]) -> Goods:
    plu, quick_key, spec = goods.plu, goods.quick_key, goods.spec
    if not columns.has("plu"):
        own = None if before is None else before.plu
        plu = own if own is not None else None if goods.plu in taken else goods.plu
    if before is not None and not columns.has("quick_key"):
        quick_key = before.quick_key
    if before is not None and not columns.has("spec"):
        spec = before.spec
    if (plu, quick_key, spec) == (goods.plu, goods.quick_key, goods.spec):
        return goods
    return replace(goods, plu=plu, quick_key=quick_key, spec=spec)


def _doubles(wanted: Iterable[Goods], known: Mapping[str, Sequence[str]], number: _Numbers) -> list[str]:
    """Codes under which goods of the file are on file a second time."""
    return [code for each in wanted for code in known.get(number[each.code], ()) if code != each.code]


def _remarks(
    goods: Iterable[Goods],
    sold: Iterable[Goods],
    rows: Mapping[str, int],
    ways: Mapping[str, str],
    number: _Numbers,
) -> Iterator[RowProblem]:
    for own, ruled in zip(goods, sold, strict=True):
        article = number[own.code]
        if ways[article] != own.code:
            yield RowProblem(rows[article], "code", f"{ways[article]} = {own.code}", "spelled_otherwise")
        if len(own.code) == GTIN_LONGEST and own.code.isdigit() and not is_gtin(own.code):
            yield RowProblem(rows[article], "code", own.code, "check_digit_doubtful")
        if own.category != ruled.category:
            told = f"{own.category} → {ruled.category}"
            yield RowProblem(rows[article], "category", told, "category_overruled")


def _of_no_list(
    catalogue: Catalogue,
    sold: Iterable[Goods],
    on_file: Mapping[str, Goods],
    rows: Mapping[str, int],
    number: _Numbers,
) -> Iterator[RowProblem]:
    """New goods, and goods of another category than before, that the federation's list does not name.

    They are sold under the shop's own category, and a card's benefit on them is a question there.
    """
    if not catalogue.versions().get("categories"):
        return  # There is no list.
    news = [each for each in sold if each.code not in on_file or on_file[each.code].category != each.category]
    for each, ruled in zip(news, catalogue.as_sold(replace(each, category="") for each in news), strict=True):
        if not ruled.category:
            told = f"{each.full_name}：{each.category}"[:60]
            yield RowProblem(rows[number[each.code]], "category", told, "category_unlisted")


def apply_preview(catalogue: Catalogue, preview: ImportPreview, by: ChangedBy) -> None:
    """Write what was shown, whole or not at all.

    Raises CatalogueChanged, GoodsFileUseless, LedgerUnwritable.
    """
    if not preview.goods:
        raise GoodsFileUseless(path=preview.file_name, on_file=preview.on_file)
    catalogue.take_goods(preview.goods, preview.difference, by)
    if preview.columns is not None and preview.columns.said:
        catalogue.remember_columns(preview.columns.kind, preview.columns.said)


def _without_clashes(
    problems: Iterable[RowProblem],
    rows: Mapping[str, int],
    goods: tuple[Goods, ...],
    on_file: Mapping[str, Goods],
    removed: set[str],
) -> tuple[tuple[Goods, ...], tuple[RowProblem, ...]]:
    """The goods of a file without those that would share a PLU or a quick key with goods that are kept.

    `rows`: in which row of the file the goods of a code stand.
    """
    told = list(problems)
    while True:
        wanted = {each.code for each in goods}
        kept = [each for code, each in on_file.items() if code not in wanted and code not in removed]
        found = clashes(goods, kept)
        if not found:
            return goods, tuple(sorted(told, key=lambda problem: problem.row))
        # Goods that are left out stay as they are on file, with a PLU that another row may want.
        for each in goods:
            if each.code in found:
                column = found[each.code][0]
                value = each.plu if column == "plu" else each.quick_key
                told.append(RowProblem(rows[each.code], column, str(value), f"{column}_taken"))
        goods = tuple(each for each in goods if each.code not in found)
