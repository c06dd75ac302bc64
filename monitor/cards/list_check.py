"""Compares a list with the register: what the import would do, person by person, before it does anything.

Pure. Nobody is deleted: who is not on the list any more ends at the end of a month, by proposal.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from monitor.cards.list_people import COMPARED, FIELD_WORDS, ListPerson, ReadList, RefusedRow
from monitor.register.identity_number import IdentityFinding, birth_digits
from pos.domain.spreadsheet import BYTE_ORDER_MARK, harmless_row

LOOK_AGAIN: Final = {
    IdentityFinding.CHECK_DIGIT: "身份证号的校验码不对，请对照证件再看一次",
    IdentityFinding.BIRTH_DATE: "身份证号里的出生日期不存在，请对照证件再看一次",
}


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who is enrolled. `values` by field of a list, as they are now."""

    reference: str
    values: Mapping[str, str]
    birth: str = ""  # Eight digits.


class Changed(NamedTuple):
    """Somebody who is known, with each field that differs: old and new."""

    reference: str
    line: int
    fields: Mapping[str, tuple[str, str]]


class PossibleDouble(NamedTuple):
    """Two that may be one. `other`: a reference of the register, or `line N` of the same file."""

    line: int
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class ListCheck:
    """What an import would do. `ends_percent`: the share of the enrolled that would end, rounded up."""

    new: tuple[ListPerson, ...]
    unchanged: int
    changed: tuple[Changed, ...]
    gone: tuple[str, ...]
    refused: tuple[RefusedRow, ...]
    look_again: tuple[ListPerson, ...]
    doubles: tuple[PossibleDouble, ...]
    ends_percent: int

    def needs_second_reason(self, *, share_max: int) -> bool:
        """Whether so many would end that somebody must say why (percent, dated data)."""
        return self.ends_percent > share_max

    @property
    def counts(self) -> dict[str, int]:
        """The counts that a proposal names beside the file's hash."""
        return {
            "new": len(self.new),
            "unchanged": self.unchanged,
            "changed": len(self.changed),
            "gone": len(self.gone),
            "refused": len(self.refused),
            "look_again": len(self.look_again),
            "doubles": len(self.doubles),
        }


def check_list(read: ReadList, known: Mapping[str, KnownPerson], *, match: Callable[[str], str]) -> ListCheck:
    """Compare. `known`: the enrolled by what stands for their identity number; `match` makes that of one.

    Somebody whose two records were merged is known by two numbers, and is there when either is on the list.

    A refused row never ends anybody by itself: only who is on no row at all is gone, and a list with
    refused rows says so beside the count.
    """
    new: list[ListPerson] = []
    changed: list[Changed] = []
    unchanged = 0
    seen: set[str] = set()
    for person in read.people:
        key = match(person.identity)
        old = known.get(key)
        if old is None:
            new.append(person)
            continue
        seen.add(old.reference)
        fields = _differences(old, person)
        if fields:
            changed.append(Changed(old.reference, person.line, fields))
        else:
            unchanged += 1
    every = dict.fromkeys(each.reference for each in known.values())
    gone = tuple(reference for reference in every if reference not in seen)
    return ListCheck(
        new=tuple(new),
        unchanged=unchanged,
        changed=tuple(changed),
        gone=gone,
        refused=read.refused,
        look_again=tuple(each for each in read.people if each.look_again is not None),
        doubles=tuple(_doubles(new, known)),
        ends_percent=-(-100 * len(gone) // len(every)) if every else 0,
    )


def lines_as_csv(check: ListCheck) -> bytes:
    """What a street's office has to look at, line by line, as a file. No identity number is in it."""
    lines = [(each.line, "未接收", each.words) for each in check.refused]
    lines += [
        (each.line, "请再看一次", LOOK_AGAIN[each.look_again]) for each in check.look_again if each.look_again
    ]
    lines += [(each.line, "可能重复", f"{each.why}（{each.other}）") for each in check.doubles]
    for each in check.changed:
        said = "；".join(
            f"{FIELD_WORDS[name]}：{old or '（空）'} → {new or '（空）'}"
            for name, (old, new) in each.fields.items()
        )
        lines.append((each.line, "有变化", said))
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(("行号", "结果", "说明"))
    for line, result, words in sorted(lines):
        writer.writerow(harmless_row((str(line), result, words)))
    return (BYTE_ORDER_MARK + made.getvalue()).encode()


def _differences(old: KnownPerson, person: ListPerson) -> dict[str, tuple[str, str]]:
    """What the list says anew. An empty cell of what is no must says nothing."""
    found: dict[str, tuple[str, str]] = {}
    for name in COMPARED:
        before, now = old.values.get(name, ""), getattr(person, name)
        if now and now != before:
            found[name] = before, now
    return found


def _doubles(new: Sequence[ListPerson], known: Mapping[str, KnownPerson]) -> list[PossibleDouble]:
    """New people who share the name and the birth date, telephone or household with somebody else."""
    by_trait: dict[tuple[str, str, str], str] = {}
    for each in known.values():
        for trait, value in _traits(each.birth, each.values):
            by_trait.setdefault((each.values.get("name", ""), trait, value), each.reference)
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for person in new:
        values = {"phone": person.phone, "household": person.household}
        for trait, value in _traits(birth_digits(person.identity), values):
            other = by_trait.setdefault((person.name, trait, value), f"第 {person.line} 行")
            if other != f"第 {person.line} 行":
                found[person.line, other].append(trait)
    return [
        PossibleDouble(line, other, f"姓名和{'、'.join(traits)}相同，身份证号不同")
        for (line, other), traits in found.items()
    ]


def _traits(birth: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
    named = (
        ("出生日期", birth),
        ("电话", values.get("phone", "")),
        ("户号", values.get("household", "")),
    )
    return [(trait, value) for trait, value in named if value]
