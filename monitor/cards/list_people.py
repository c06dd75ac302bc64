"""Understands the rows of a monthly list: headings in several spellings, people, and why a row is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from monitor.cards.list_table import LOST_DIGITS, TableRow
from monitor.declined import Declined
from monitor.register.identity_number import IdentityFinding, read_identity
from pos.domain.typed import plain_digits

# How streets' offices head their columns. The first spelling is ours.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("姓名", "持卡人姓名", "户主姓名", "对象姓名", "救助对象姓名", "申请人姓名", "人员姓名"),
    "identity": ("身份证号", "身份证号码", "公民身份号码", "居民身份证号", "证件号码", "证件号", "身份证"),
    "street": ("街道", "所属街道", "街道名称", "乡镇街道", "镇街", "所在街道"),
    "category": ("类别", "救助类别", "对象类别", "人员类别", "困难类型", "救助类型"),
    "household": ("户号", "户编号", "家庭编号", "家庭户号"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式"),
    "address": ("住址", "家庭住址", "地址", "居住地址", "现住址"),
}
FIELD_WORDS: Final = {name: spellings[0] for name, spellings in HEADINGS.items()}
COMPARED: Final = ("name", "street", "category", "household", "phone", "address")
_NEEDED: Final = ("name", "identity", "street", "category")
_BY_SPELLING: Final = {spelling: name for name, all_ in HEADINGS.items() for spelling in all_}
_HEADINGS_WITHIN: Final = 10
_NAME: Final = re.compile(r"[^\W\d_]([^\W\d_]|[·•.\s])*")
_TOTAL: Final = re.compile(r"^(合计|总计|共计|共)[:： ]*([0-9]+)? *(人|户|条)?$")
_COUNT: Final = re.compile(r"([0-9]+) *[人户条]?")
_NAME_CHARACTERS_MAX: Final = 40
_CELL_CHARACTERS_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class ListPerson:
    """One person of a list. `line` is the row in the file; `look_again`: the check digit does not fit."""

    line: int
    name: str
    identity: str
    street: str
    category: str
    household: str = ""
    phone: str = ""
    address: str = ""
    look_again: IdentityFinding | None = None


class RefusedRow(NamedTuple):
    """A row that is not taken, and why, in words for the street's office."""

    line: int
    code: str
    words: str


class ReadList(NamedTuple):
    """What a file holds, before anything is compared. It has no effect."""

    people: tuple[ListPerson, ...]
    refused: tuple[RefusedRow, ...]


def read_people(rows: Sequence[TableRow], categories: frozenset[str]) -> ReadList:
    """Read the people of a list. Raises Declined without headings, or when the file's own total differs."""
    at, places = _headings(rows)
    people: dict[str, ListPerson] = {}
    refused: list[RefusedRow] = []
    total = None
    for row in rows[at + 1 :]:
        marks = [match for cell in row.cells if (match := _TOTAL.match(plain_digits(cell).replace(" ", "")))]
        if marks:
            counts = [found[1] for cell in row.cells if (found := _COUNT.fullmatch(plain_digits(cell)))]
            total = next((found[2] for found in marks if found[2]), counts[0] if counts else None)
            continue
        read = _person(row, places, categories)
        if isinstance(read, RefusedRow):
            refused.append(read)
        elif (first := people.get(read.identity)) is not None:
            refused.append(RefusedRow(row.number, "row.twice", f"和第 {first.line} 行是同一个身份证号"))
        else:
            people[read.identity] = read
    count = len(people) + len(refused)
    if total is not None and int(total) != count:
        raise Declined("list.half", f"名单写着合计 {total}，文件里只有 {count} 行，可能不完整，请重新导出")
    return ReadList(tuple(people.values()), tuple(refused))


def _headings(rows: Sequence[TableRow]) -> tuple[int, dict[str, int]]:
    """Which row names the columns, and where each field is."""
    for at, row in enumerate(rows[:_HEADINGS_WITHIN]):
        places: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            field = _BY_SPELLING.get(re.sub(r"[\s*＊]|[(（].*[)）]", "", cell))
            if field is not None:
                places.setdefault(field, column)
        if {"name", "identity"} <= places.keys():
            missing = "、".join(FIELD_WORDS[name] for name in _NEEDED if name not in places)
            if missing:
                raise Declined("list.column_missing", f"名单里缺少这些列：{missing}")
            return at, places
    raise Declined("list.no_headings", "前十行里找不到表头，至少要有「姓名」和「身份证号」两列")


def _person(row: TableRow, places: Mapping[str, int], categories: frozenset[str]) -> ListPerson | RefusedRow:
    values = {name: row.cells[at] if at < len(row.cells) else "" for name, at in places.items()}
    if max(places.values()) >= len(row.cells) and not all(values[name] for name in _NEEDED):
        return RefusedRow(row.number, "row.cut", "这一行不完整，可能文件没有导出完")
    for name in _NEEDED:
        if not values[name]:
            return RefusedRow(row.number, "row.missing", f"没有填{FIELD_WORDS[name]}")
    if LOST_DIGITS in values["identity"]:
        words = "身份证号被表格当成数字，末几位已丢失；请把这一列设为文本后重新填写"
        return RefusedRow(row.number, "identity.digits_lost", words)
    name = " ".join(values["name"].split()) if values["name"].isascii() else "".join(values["name"].split())
    if len(name) > _NAME_CHARACTERS_MAX or not _NAME.fullmatch(name):
        return RefusedRow(row.number, "name.unreadable", f"姓名不像姓名：{name[:20]}")
    identity, finding = read_identity(values["identity"])
    if finding is IdentityFinding.UNREADABLE:
        return RefusedRow(row.number, "identity.unreadable", "身份证号要 18 位（旧证 15 位），请核对")
    if values["category"] not in categories:
        allowed = "、".join(sorted(categories))
        words = f"类别「{values['category'][:20]}」不在代码表里；可以填：{allowed}"
        return RefusedRow(row.number, "category.unknown", words)
    rest = {key: _plain(values.get(key, "")) for key in ("street", "household", "phone", "address")}
    if any(len(value) > _CELL_CHARACTERS_MAX or LOST_DIGITS in value for value in rest.values()):
        return RefusedRow(row.number, "row.unreadable", "有一格太长，或数字太长被表格改过，请核对")
    return ListPerson(row.number, name, identity, category=values["category"], look_again=finding, **rest)


def _plain(text: str) -> str:
    return plain_digits(text).strip()
