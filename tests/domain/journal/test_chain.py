from __future__ import annotations

import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.chain import SUITE_1, SealedEntry, first_break, genesis, seal

GENESIS = genesis("S01-1", 1)


def chain(*payloads: bytes, start: bytes = GENESIS) -> list[SealedEntry]:
    entries: list[SealedEntry] = []
    previous = start
    for sequence, payload in enumerate(payloads, 1):
        entries.append(seal(sequence, f"id-{sequence}", payload, previous))
        previous = entries[-1].entry_hash
    return entries


payload_lists = st.lists(st.binary(max_size=4), min_size=1, max_size=6)


def test_the_chain_begins_with_the_till_and_its_installation() -> None:
    assert hashlib.sha256(b"huimin-till genesis\nS01-1\n1\n").digest() == GENESIS
    assert len({genesis("S01-1", 1), genesis("S01-1", 2), genesis("S01-2", 1), genesis("S01-11", 1)}) == 4


def test_a_seal_is_the_hash_of_the_one_before_the_place_and_the_bytes() -> None:
    sealed = seal(7, "id-7", b'{"a":1}', GENESIS)

    assert sealed.entry_hash == hashlib.sha256(GENESIS + b'7\nid-7\n7\n{"a":1}').digest()
    assert sealed.short_hash == sealed.entry_hash.hex()[:8]
    assert len(sealed.short_hash) == 8
    assert sealed.suite == SUITE_1 == 1


def test_the_seal_of_an_example_is_this_for_ever() -> None:
    assert seal(1, "0192-abc", "土豆".encode(), GENESIS).entry_hash.hex() == (
        "04d0236c95ee8d86981da2e2a33ec6d5c162031f1551b90635187cfe2b81e9c1"
    )


@given(payload_lists, st.data())
def test_a_whole_chain_fits_and_so_does_its_end_behind_what_was_verified(
    payloads: list[bytes], data: st.DataObject
) -> None:
    entries = chain(*payloads)
    cut = data.draw(st.integers(0, len(entries)))

    assert first_break(entries, after_hash=GENESIS) is None
    seen = entries[cut - 1].entry_hash if cut else GENESIS
    assert first_break(entries[cut:], after_sequence=cut, after_hash=seen) is None
    assert first_break([], after_sequence=cut, after_hash=seen) is None


@given(payload_lists, st.data())
def test_any_change_of_any_entry_is_found_at_its_place(payloads: list[bytes], data: st.DataObject) -> None:
    entries = chain(*payloads)
    place = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[place]
    changed = data.draw(
        st.sampled_from(
            [
                replace(entry, payload=entry.payload + b"\x00"),
                replace(entry, payload=entry.payload[:-1] if entry.payload else b"?"),
                replace(entry, entry_id=entry.entry_id + "x"),
                replace(entry, sequence=entry.sequence + 1),
                replace(entry, previous_hash=bytes(32)),
                replace(entry, entry_hash=bytes(32)),
                replace(entry, suite=2),
                replace(entry, suite=0),
            ]
        )
    )

    forged = [*entries[:place], changed, *entries[place + 1 :]]
    assert first_break(forged, after_hash=GENESIS) == place + 1


@given(payload_lists.filter(lambda payloads: len(payloads) > 1), st.data())
def test_a_missing_a_doubled_and_a_swapped_entry_are_found(
    payloads: list[bytes], data: st.DataObject
) -> None:
    entries = chain(*payloads)
    place = data.draw(st.integers(0, len(entries) - 2))

    missing = entries[:place] + entries[place + 1 :]
    doubled = [*entries[: place + 1], *entries[place:]]
    swapped = [*entries[:place], entries[place + 1], entries[place], *entries[place + 2 :]]
    assert first_break(missing, after_hash=GENESIS) == place + 1
    assert first_break(doubled, after_hash=GENESIS) == place + 2
    assert first_break(swapped, after_hash=GENESIS) == place + 1


def test_a_forger_who_seals_again_from_the_change_on_is_found_where_the_old_entries_go_on() -> None:
    entries = chain(b"a", b"b", b"c")
    forged = seal(2, "id-2", b"B", entries[0].entry_hash)

    assert first_break([entries[0], forged, entries[2]], after_hash=GENESIS) == 3


def test_an_end_that_was_cut_off_is_not_found_by_the_chain_alone() -> None:
    """That is what receipts and the platform's counter-signature are for (DESIGN 12)."""
    assert first_break(chain(b"a", b"b", b"c")[:2], after_hash=GENESIS) is None


def test_a_chain_of_another_till_or_installation_does_not_fit() -> None:
    entries = chain(b"a", b"b")

    assert first_break(entries, after_hash=genesis("S01-2", 1)) == 1
    assert first_break(entries, after_hash=genesis("S01-1", 2)) == 1
    assert first_break(entries, after_sequence=1, after_hash=GENESIS) == 2
