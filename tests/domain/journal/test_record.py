"""Every record of the journal, from its golden bytes: written back the same, refused when it says more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pos.domain.decoding import FACTS, FACTS_OF_KIND, check_data, decode_entry
from pos.domain.journal.canonical import INTEGER_MAX, record_bytes
from pos.domain.journal.entries import Entry, raw_data
from pos.domain.journal.record import (
    FEN_MAX,
    Amount,
    AmountByName,
    Record,
    SignedAmount,
    Text,
    Whole,
    read_record,
    record_from_data,
    record_to_data,
)
from pos.domain.returns.facts import ReturnFacts
from pos.errors.ledger import EntryWrong

GOLDEN = Path(__file__).parents[2] / "golden" / "entries"
RECORDS = {
    (told.kind, version): record
    for told in (facts.told() for facts in FACTS)
    for version, record in told.versions.items()
}
# What has no file of its own is in the golden ledgers.
# What an old journal left out, though its version knew it.
OPTIONAL = {("shift_opened", 2): {"staff"}, ("shop_rules_set", 1): {"cash_rounding"}}
SAYS_NOTHING = {("lease_received", 1)}  # Readable, and no till ever wrote one: nothing proves it.
STORED = {key: path for key in RECORDS if (path := GOLDEN / f"{key[0]}-v{key[1]}.json").exists()}


def stored(key: tuple[str, int]) -> Entry:
    return decode_entry(STORED[key].read_bytes())


def objects(data: Any) -> Iterator[dict[str, Any]]:
    """Every object in the data that is not empty, the outermost first."""
    if isinstance(data, dict) and data:
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from objects(inner)


def refused(entry: Entry, data: dict[str, Any]) -> bool:
    try:
        check_data(replace(entry, raw=raw_data(data)))
    except EntryWrong:
        return True
    return False


@pytest.mark.parametrize("key", STORED, ids=str)
def test_a_record_is_read_once_and_written_back_the_same(key: tuple[str, int]) -> None:
    entry = stored(key)

    assert record_bytes(read_record(RECORDS[key], bytes(entry.raw))) == bytes(entry.raw)
    if key in SAYS_NOTHING:
        assert refused(entry, entry.data)
        return
    facts = FACTS_OF_KIND[entry.kind]
    assert entry.facts(facts) is entry.facts(facts)
    assert not refused(entry, entry.data)


@pytest.mark.parametrize("key", STORED, ids=str)
def test_a_record_that_tells_less_or_another_type_is_refused(key: tuple[str, int]) -> None:
    entry = stored(key)
    for told in objects(entry.data):
        if told is entry.data.get("programme"):
            break  # Rules are plain data here: what reads a programme reads them strictly.
        for name, value in list(told.items()):
            told[name] = -FEN_MAX - 1  # No field takes that.
            assert refused(entry, entry.data), name
            told[name] = value
    for name, value in list(entry.data.items()):
        if name in OPTIONAL.get(key, ()):
            continue
        del entry.data[name]
        assert refused(entry, entry.data), name
        entry.data[name] = value


@pytest.mark.parametrize("key", STORED, ids=str)
def test_a_record_that_tells_more_is_refused(key: tuple[str, int]) -> None:
    entry = stored(key)

    assert refused(entry, entry.data | {"one_more": None})


def test_an_amount_beyond_every_district_is_refused() -> None:
    entry = stored(("sale", 3))
    for amount in (FEN_MAX + 1, INTEGER_MAX, -1):
        assert refused(entry, entry.data | {"change": amount})
    assert not refused(entry, entry.data | {"change": FEN_MAX})


def test_an_entry_that_tells_another_kind_of_thing_has_no_such_facts() -> None:
    with pytest.raises(EntryWrong):
        stored(("sale", 3)).facts(ReturnFacts)
    with pytest.raises(EntryWrong):
        check_data(replace(stored(("sale", 3)), version=9))


class Probe(Record, frozen=True, kw_only=True):
    """One field of each type that records have."""

    whole: Whole = 0
    amount: Amount = 0
    signed: SignedAmount = 0
    text: Text = "a"
    names: tuple[Text, ...] = ()
    by_name: AmountByName = {}  # noqa: RUF012 (a frozen record's default)


PROBE = record_to_data(Probe())


NUMBERS, TEXTS = ("whole", "amount", "signed"), ("text", "names", "by_name")
RIGHT: list[tuple[str, object]] = [
    *((name, FEN_MAX) for name in NUMBERS),
    ("signed", -FEN_MAX),
    ("text", "土豆"),
    ("names", ["a", "土"]),
    ("by_name", {"a": 1, "蔬菜": 0}),
]
NO_WHOLE: list[object] = [True, "1", None, [], FEN_MAX + 1, -FEN_MAX - 1]
WRONG: list[tuple[str, object]] = [
    *((name, value) for name in NUMBERS for value in NO_WHOLE),
    *((name, -1) for name in ("whole", "amount")),
    *((name, value) for name in TEXTS for value in ("", 1, None, [""], {"a": True})),
    ("by_name", {"a": -1}),
    ("by_name", {"\U0001f954": 1}),  # Above U+D800 keys sort in another way.
]


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_a_field_of_the_right_type_is_read(name: str, value: object) -> None:
    assert record_to_data(record_from_data(Probe, PROBE | {name: value}))[name] == value


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_field_of_another_type_is_refused(name: str, value: object) -> None:
    with pytest.raises(EntryWrong):
        record_from_data(Probe, PROBE | {name: value})


@pytest.mark.parametrize("data", [None, [], "x", 1, {"whole": 1.5}])
def test_what_is_no_record_is_refused(data: object) -> None:
    with pytest.raises(EntryWrong):
        record_from_data(Probe, data)
