"""The latest instant the platform has not seen is what a search of the whole journal would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pos.ledger.marks import Unseen
from tests.ledger.counter import NOON_MS, Counter

times = st.lists(st.integers(0, 5), max_size=12)


@given(before=times, since=times, acknowledged=st.lists(st.integers(0, 24)), hasty=st.data())
def test_whatever_the_clock_did_and_in_whatever_order_entries_were_told(
    before: list[int], since: list[int], acknowledged: list[int], hasty: st.DataObject
) -> None:
    journal = list(enumerate([*before, *since], 1))
    reads = 0

    def fetch(_sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[int, int]]:
        nonlocal reads
        reads += 1
        after, upto = parameters
        assert isinstance(after, int) and isinstance(upto, int)
        return [(sequence, at_ms) for sequence, at_ms in journal if after < sequence <= upto]

    unseen = Unseen(len(before))
    for entry in hasty.draw(st.permutations(journal[len(before) :])):
        unseen.note(*entry)
    for sequence in sorted(acknowledged):
        expected = max([at_ms for each, at_ms in journal if each > sequence], default=0)
        assert unseen.latest_after(sequence, unseen.older(fetch, sequence)) == expected
    assert reads <= 1, "what was there at the start is read once"


def test_a_ledger_forgets_a_wrong_clock_when_its_entry_was_seen_and_not_before(counter: Counter) -> None:
    ahead = NOON_MS + 90_000_000
    for now_ms in (NOON_MS, ahead, NOON_MS, NOON_MS + 5_000):
        counter.now_ms = now_ms
        counter.sell()
    counter.ledger.close()
    ledger = counter.open()
    counter.now_ms = NOON_MS + 9_000
    counter.sell()

    first = ledger.head()[0] - 5
    for count in range(1, 6):
        entry = ledger.entries_after(first + count - 1, entries_max=1, bytes_max=1)[0].sealed
        ledger.acknowledge(entry.sequence, entry.entry_hash, b"signed", 7)
        assert ledger.last_at_ms() == (ahead + 1_000 if count < 2 else NOON_MS + 10_000 if count < 5 else 7)
