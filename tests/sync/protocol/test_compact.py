"""What the compact form leaves out can be worked out again to the byte, and by nobody in another way."""

from __future__ import annotations

import msgspec

from sync.protocol.compact import compact, in_full
from tests.sync import samples


def test_places_and_hashes_come_back_as_they_were_and_only_the_last_entry_is_signed() -> None:
    full = in_full(samples.COMPACT_BATCH)

    assert full is not None
    first, second = samples.BATCH.entries
    assert full.entries == [msgspec.structs.replace(first, signature=b""), second]
    assert msgspec.structs.replace(full, entries=[], head_signature=b"") == msgspec.structs.replace(
        samples.BATCH, entries=[], head_signature=b""
    )


def test_a_batch_in_full_gives_the_compact_form_that_was_agreed() -> None:
    assert compact(samples.BATCH) == samples.COMPACT_BATCH


def test_every_byte_that_was_left_in_decides_the_last_hash() -> None:
    right = in_full(samples.COMPACT_BATCH)
    assert right is not None
    first, second = samples.COMPACT_BATCH.entries
    for changed in (
        {"entries": [second, first]},
        {"entries": [msgspec.structs.replace(first, payload=b"{}"), second]},
        {"entries": [msgspec.structs.replace(first, entry_id="0190-c"), second]},
        {"previous_hash": b"\x01" * 32},
        {"previous_sequence": 1},
    ):
        other = in_full(msgspec.structs.replace(samples.COMPACT_BATCH, **changed))
        assert other is not None
        assert other.entries[-1].entry_hash != right.entries[-1].entry_hash, changed


def test_an_entry_of_a_suite_that_is_not_known_cannot_be_worked_out() -> None:
    first, second = samples.COMPACT_BATCH.entries
    unknown = [first, msgspec.structs.replace(second, suite=9)]
    assert in_full(msgspec.structs.replace(samples.COMPACT_BATCH, entries=unknown)) is None
