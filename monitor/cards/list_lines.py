"""What a dry run says of each line, in words: masked names, and no sensitive value, old or new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from monitor.cards.list_check import LOOK_AGAIN, KnownPerson, ListCheck
from monitor.cards.list_people import FIELD_WORDS
from pos.domain.cards.masking import mask_name

OUTCOMES: Final = {
    "refused": "未接收",
    "look_again": "请再看一次",
    "double": "可能重复",
    "changed": "有变化",
    "gone": "不在名单上",
    "new": "新增",
}
_SHOWN: Final = frozenset({"street", "category", "household"})  # Of the others only that they differ.


class LineSaid(NamedTuple):
    """One line of the file (0: of nobody's) and what becomes of it."""

    line: int
    outcome: str
    words: str


def lines_of(check: ListCheck, known: Mapping[str, KnownPerson]) -> Iterator[LineSaid]:
    """What somebody has to look at first, then the rest; in each part by line."""
    by_reference = {each.reference: each for each in known.values()}
    yield from (LineSaid(each.line, "refused", each.words) for each in check.refused)
    for person in check.look_again:
        if person.look_again is not None:
            words = f"{mask_name(person.name)}：{LOOK_AGAIN[person.look_again]}"
            yield LineSaid(person.line, "look_again", words)
    for double in check.doubles:
        other = by_reference.get(double.other)
        with_whom = double.other if other is None else f"已登记的 {_who(other)}"
        yield LineSaid(double.line, "double", f"{double.why}（{with_whom}）")
    for reference in check.gone:
        yield LineSaid(0, "gone", f"{_who(by_reference[reference])}，到月底为止")
    for changed in check.changed:
        said = "；".join(
            f"{FIELD_WORDS[name]}：{old or '（空）'} → {now}"
            if name in _SHOWN
            else f"{FIELD_WORDS[name]}有变化"
            for name, (old, now) in changed.fields.items()
        )
        yield LineSaid(changed.line, "changed", f"{_who(by_reference[changed.reference])}：{said}")
    for new in check.new:
        yield LineSaid(new.line, "new", f"{mask_name(new.name)}，{new.street}，{new.category}")


def _who(each: KnownPerson) -> str:
    return f"{mask_name(each.values['name'])}（{each.values['street']}）"
