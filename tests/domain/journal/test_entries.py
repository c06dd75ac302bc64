"""Entries and their golden bytes: what a till writes today must be readable in ten years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.cards.lease_grant import grants_from_data, grants_to_data
from pos.domain.decoding import decode_entry
from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, encode_entry, raw_data
from pos.domain.journal.record import record_to_data
from pos.domain.returns.mirror import confirmed
from pos.domain.shifts.shift_close import ShiftClosed
from pos.domain.shifts.shift_opened import ShiftOpened
from pos.errors.ledger import EntryWrong
from tests.domain.journal.golden_entries import (
    GOLDEN,
    GRANTS,
    RETURN,
    SAID,
    SHIFT_CLOSED,
    entry,
    golden_of,
)
from tests.domain.selling.test_sale import example
from tests.records import replace, return_from_data, sale_from_data


@pytest.mark.parametrize("kind", SAID)
def test_the_bytes_of_an_entry_are_these_for_ever(kind: EntryKind) -> None:
    assert encode_entry(entry(kind)) == golden_of(kind)
    assert decode_entry(golden_of(kind)) == entry(kind)


@pytest.mark.parametrize("kind", SAID)
def test_each_golden_file_is_read_by_the_record_of_its_kind(kind: EntryKind) -> None:
    said = SAID[kind]
    assert decode_entry(golden_of(kind)).facts(type(said)) == said


@pytest.mark.parametrize(
    "kind",
    [
        EntryKind.SHIFT_OPENED,
        EntryKind.SALE,
        EntryKind.RETURN,
        EntryKind.RECEIPT_REPRINTED,
        EntryKind.LINE_DROPPED,
        EntryKind.SHIFT_CLOSED,
    ],
    ids=str,
)
def test_the_first_version_of_an_entry_says_less_and_is_still_read(kind: EntryKind) -> None:
    first, now = decode_entry(golden_of(kind, 1)), entry(kind)

    assert first.version == 1
    assert set(first.data) < set(now.data)
    if kind is EntryKind.SHIFT_OPENED:
        assert first.facts(ShiftOpened).names == {}
        assert now.facts(ShiftOpened).names == {"1001": "李芳", "9001": "陈国强"}
    if kind is EntryKind.SALE:
        nameless = tuple(replace(each, confirmed_by=None) for each in example().tenders)
        then = replace(example(), tenders=nameless)
        assert sale_from_data(first.data, version=1) == then
        assert sale_from_data(decode_entry(golden_of(kind, 2)).data, version=2) == then
    if kind is EntryKind.RETURN:
        assert return_from_data(first.data, version=1) == confirmed(RETURN, None)
    if kind is EntryKind.SHIFT_CLOSED:
        before = replace(SHIFT_CLOSED, reason="", rule=None, over_short=None)
        assert first.facts(ShiftClosed) == before


def test_no_golden_file_stands_there_unread() -> None:
    names = {f"{kind.value}-v{version}.json" for kind in SAID for version in range(1, VERSIONS[kind] + 1)}
    assert {path.name for path in GOLDEN.iterdir()} == names


def test_every_kind_has_a_version() -> None:
    assert set(VERSIONS) == set(EntryKind)
    assert all(version >= 1 for version in VERSIONS.values())


# ── Reading ────────────────────────────────────────────────────────────────────────────────


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)


plain = st.dictionaries(st.text("abc蔬", max_size=2), st.integers(0, 3) | texts | st.none(), max_size=3)


@given(
    st.builds(
        Entry,
        till_id=texts,
        epoch=st.integers(0, 3),
        sequence=st.integers(0, 9),
        entry_id=texts,
        kind=texts,
        version=st.integers(0, 3),
        at_ms=st.integers(0, 10**13),
        business_date=texts,
        actor=texts,
        approver=st.none() | texts,
        raw=st.builds(
            raw_data,
            st.dictionaries(st.text("abc蔬", max_size=2), st.integers(0, 3) | texts | st.none(), max_size=3),
        ),
        suite=st.integers(0, 3),
    )
)
def test_an_entry_is_read_back_as_it_was_whatever_its_kind(written: Entry) -> None:
    assert decode_entry(encode_entry(written)) == written


def test_a_kind_of_a_later_release_is_read_and_kept() -> None:
    later = replace(entry(EntryKind.SALE), kind="gift_voucher_sold", version=9, raw=raw_data({"of": "2031"}))

    assert decode_entry(encode_entry(later)) == later


WHOLE, TEXT = ("suite", "epoch", "seq", "v", "at"), ("till", "id", "kind", "date", "actor")
NO_NUMBER: list[object] = [None, -1, True, "1", [], {}]
NO_TEXT: list[object] = [None, 1, True, "", [], {}]
NO_OBJECT: list[object] = [None, 1, "", [], [{}]]
WRONG: list[tuple[str, object]] = [
    *((field, wrong) for field in WHOLE for wrong in NO_NUMBER),
    *((field, wrong) for field in TEXT for wrong in NO_TEXT),
    *(("approver", wrong) for wrong in NO_TEXT if wrong is not None),
    *(("data", wrong) for wrong in NO_OBJECT),
]


@pytest.mark.parametrize(("field", "wrong"), WRONG)
def test_a_header_with_a_wrong_field_is_refused(field: str, wrong: object) -> None:
    body = read_canonical(encode_entry(entry(EntryKind.RECEIPT_REPRINTED)))

    with pytest.raises(EntryWrong):
        decode_entry(canonical_bytes(body | {field: wrong}))


@pytest.mark.parametrize("field", [*WHOLE, *TEXT, "approver", "data"])
def test_a_header_without_one_of_its_fields_is_refused(field: str) -> None:
    body = read_canonical(encode_entry(entry(EntryKind.RECEIPT_REPRINTED)))
    del body[field]

    with pytest.raises(EntryWrong):
        decode_entry(canonical_bytes(body))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"entry"',
        b"\xff\xfe",
        b"{" * 100_000,
        b'{"a":' * 985 + b"1" + b"}" * 985,
        b'{"data":{}}',
    ],
)
def test_what_is_no_entry_is_refused(payload: bytes) -> None:
    with pytest.raises(EntryWrong):
        decode_entry(payload)


def test_an_entry_that_was_written_in_another_form_is_refused() -> None:
    """The same data with a blank in it has another hash; there must be one form only."""
    written = encode_entry(entry(EntryKind.SALE))

    with pytest.raises(EntryWrong):
        decode_entry(written.replace(b'":', b'": ', 1))


# ── Grants ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [{"lease_id": ""}, {"lease_id": 1}, {"card_no": None}, {"month": ""}, {"pools": []}, {"pools": {"a": -1}},
     {"pools": {"a": True}}, {"pools": {"a": 1.5}}, {"pools": None}],
)  # fmt: skip
def test_a_grant_with_a_mistake_is_refused(change: dict[str, object]) -> None:
    data = {"grants": grants_to_data(GRANTS)}
    data["grants"][1] |= change

    with pytest.raises(EntryWrong):
        grants_from_data(data)


@pytest.mark.parametrize("data", [None, [], {}, {"grants": None}, {"grants": {}}, {"grants": [[]]}])
def test_what_holds_no_grants_is_refused(data: object) -> None:
    with pytest.raises(EntryWrong):
        grants_from_data(data)


def test_a_document_may_grant_nothing() -> None:
    assert grants_from_data({"grants": grants_to_data(())}) == ()


def test_money_that_went_back_by_phone_went_on_somebodys_word() -> None:
    """The first version told nobody's; with a later one a word that is missing or empty is no return."""
    data = record_to_data(RETURN)
    phone = [each for each in data["refunds"] if each["kind"] != "cash"]
    assert phone
    phone[0]["confirmed_by"] = None

    with pytest.raises(EntryWrong):
        return_from_data(data, version=2)
    del phone[0]["confirmed_by"]
    with pytest.raises(EntryWrong):
        return_from_data(data, version=2)
    assert return_from_data(data, version=1).refunds
