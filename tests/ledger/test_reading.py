"""What a ledger answers: sums, sales, shifts, leases, programmes, and entries for the platform."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pos.crypto.documents import sign_document
from pos.domain.cards.lease import Lease
from pos.domain.journal.entries import EntryKind
from pos.domain.sums import Sums
from pos.errors.ledger import LedgerUnwritable
from pos.errors.platform import MonitorLied
from pos.ledger.sqlite import DRIVER
from tests.ledger.counter import CARD, DATE, NOON_MS, PROGRAMME, TILL, Counter, key_of
from tests.small_entries import REPRINTED

MONTH = DATE[:7]


def test_sums_are_those_of_the_sales_up_to_an_entry(counter: Counter) -> None:
    facts = []
    for card_no in (CARD, None, CARD):
        basket = counter.basket(2, card_no=card_no)
        facts.append(counter.facts(basket).totals)
        counter.sell(2, card_no=card_no)
        counter.ledger.append(counter.new(EntryKind.RECEIPT_REPRINTED, REPRINTED))
    expected = Sums(entries=3)
    assert [counter.ledger.sums_upto(sequence) for sequence in range(4)] == [
        Sums(entries=n) for n in range(4)
    ]
    for place, totals in enumerate(facts):
        expected = expected.plus(Sums(1, 1, totals.market, totals.discount, totals.subsidy, totals.payable))
        assert counter.ledger.sums_upto(4 + 2 * place) == expected
        expected = expected.plus(Sums(entries=1))
        assert counter.ledger.sums_upto(5 + 2 * place) == expected
    assert counter.ledger.sums_upto(999) == expected  # There are no more entries than there are.


def test_entries_come_in_order_and_as_many_as_fit(counter: Counter) -> None:
    for _turn in range(5):
        counter.sell()

    def sequences(after: int, *, entries_max: int = 100, bytes_max: int = 10**6) -> list[int]:
        found = counter.ledger.entries_after(after, entries_max=entries_max, bytes_max=bytes_max)
        return [each.sealed.sequence for each in found]

    assert sequences(0) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert sequences(5) == [6, 7, 8]
    assert sequences(0, entries_max=3) == [1, 2, 3]
    sizes = [
        len(each.sealed.payload) for each in counter.ledger.entries_after(0, entries_max=9, bytes_max=10**6)
    ]
    assert sequences(0, bytes_max=sum(sizes[:4])) == [1, 2, 3, 4]
    assert sequences(0, bytes_max=sum(sizes[:4]) - 1) == [1, 2, 3]
    assert sequences(0, bytes_max=1) == [1]  # One that is too large goes alone, or it would wait for ever.
    assert sequences(8) == sequences(99) == []


def test_a_sale_is_found_by_its_number_and_reads_as_it_was_sold(counter: Counter) -> None:
    assert counter.ledger.last_sale() is None
    basket = counter.basket(3, card_no=CARD)
    facts = counter.facts(basket)
    sealed = counter.sell(3, card_no=CARD)
    found = counter.ledger.sale(facts.sale_no)
    assert found is not None
    assert (found.facts, found.sealed, found.cashier, found.business_date) == (facts, sealed, "1001", DATE)
    assert found.at_ms == counter.now_ms
    assert counter.ledger.last_sale() == found
    assert counter.ledger.sale("S01-1-20261123-9999") is None


def test_the_newest_sales_come_first(counter: Counter) -> None:
    for _turn in range(3):
        counter.sell(1)
    numbers = [each.facts.sale_no for each in counter.ledger.recent_sales(2)]
    assert numbers == [f"{TILL}-20261123-0003", f"{TILL}-20261123-0002"]


def test_sales_are_counted_by_day(counter: Counter) -> None:
    assert counter.ledger.sales_on(DATE) == 0
    counter.sell()
    assert counter.ledger.sales_on(DATE) == 1
    assert counter.ledger.sales_on("2026-11-24") == 0
    counter.sell()
    assert (counter.ledger.sales_on("2026-11-24"), counter.ledger.sales_on(DATE)) == (0, 2)
    counter.sell()
    assert counter.ledger.sales_on(DATE) == 3


def test_the_open_shift_is_the_last_one_and_numbers_go_on(counter: Counter) -> None:
    shift = counter.ledger.open_shift()
    assert shift is not None
    assert (shift.shift_id, shift.number, shift.cashier, shift.float_fen) == ("shift-1", 1, "1001", 50_000)
    assert (shift.business_date, shift.opened_at_ms) == (DATE, NOON_MS + 2_000)
    assert counter.ledger.next_shift_number() == 2


def test_a_new_ledger_has_no_shift(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    assert counter.ledger.open_shift() is None
    assert counter.ledger.next_shift_number() == 1
    counter.ledger.close()


def test_leases_are_given_oldest_grant_first(counter: Counter) -> None:
    counter.grant(lease_id="A0", number=2, pools={"vegetable": 5})
    counter.grant(lease_id="B0", number=3, card_no="6201000000000021")
    leases = counter.ledger.leases(CARD, MONTH)
    assert [lease.lease_id for lease in leases] == ["L1", "L1", "L1", "A0"]
    assert Lease("A0", CARD, MONTH, "vegetable", 5, 0) in leases
    assert counter.ledger.leases(CARD, "2026-12") == ()
    assert counter.ledger.leases("6201000000000039", MONTH) == ()


def test_every_adopted_programme_is_known(counter: Counter) -> None:
    assert counter.ledger.programmes() == (PROGRAMME,)
    newer = replace(PROGRAMME, version="2027-01", effective_from="2027-01-01")
    counter.adopt(newer, number=2)
    assert counter.ledger.programmes() == (PROGRAMME, newer)


def test_the_newest_document_of_each_kind_is_known(counter: Counter) -> None:
    assert (counter.ledger.document_number("programme"), counter.ledger.document_number("leases")) == (1, 1)
    counter.grant(lease_id="L9", number=9)
    counter.grant(lease_id="L5", number=5)
    assert (counter.ledger.document_number("programme"), counter.ledger.document_number("leases")) == (1, 9)
    assert counter.ledger.document_number("cards") == 0


def test_an_entry_is_known_by_its_id(counter: Counter) -> None:
    sealed = counter.sell()
    assert counter.ledger.has_entry(sealed.entry_id)
    assert not counter.ledger.has_entry("another")


def test_the_platforms_word_is_kept_and_never_goes_back(counter: Counter) -> None:
    assert counter.ledger.acknowledged() == 0
    hashes = {
        each.sealed.sequence: each.sealed.entry_hash
        for each in counter.ledger.entries_after(0, entries_max=9, bytes_max=10**6)
    }
    counter.ledger.acknowledge(2, hashes[2], b"signed 2", 5)
    counter.ledger.acknowledge(1, hashes[1], b"signed 1", 6)
    assert counter.ledger.acknowledged() == 2
    counter.ledger.close()
    assert counter.open().acknowledged() == 2


def test_a_word_about_another_chain_is_a_lie(counter: Counter) -> None:
    with pytest.raises(MonitorLied):
        counter.ledger.acknowledge(2, bytes(32), b"signed", 5)
    with pytest.raises(MonitorLied):
        counter.ledger.acknowledge(99, counter.ledger.head()[1], b"signed", 5)
    assert counter.ledger.acknowledged() == 0


def test_the_latest_instant_survives_a_clock_that_was_set_back(counter: Counter) -> None:
    counter.now_ms = NOON_MS + 90_000_000
    latest = counter.now_ms + 1_000
    counter.sell()
    counter.now_ms = NOON_MS
    counter.sell()
    assert counter.ledger.last_at_ms() == latest
    for _start in range(2):
        counter.ledger.close()
        assert counter.open().last_at_ms() == latest
    head = counter.ledger.head()
    counter.ledger.acknowledge(*head, b"signed", latest + 7)
    assert counter.ledger.last_at_ms() == latest + 7
    counter.ledger.close()
    assert counter.open().last_at_ms() == latest + 7


def test_readers_cannot_write(counter: Counter) -> None:
    with pytest.raises(LedgerUnwritable):
        counter.ledger._readers.rows("DELETE FROM sale")


def test_a_question_with_a_mistake_is_a_bug_and_says_so(counter: Counter) -> None:
    with pytest.raises(DRIVER.OperationalError):
        counter.ledger._readers.rows("SELECT nothing FROM nowhere")


def test_many_threads_read_while_one_sells(counter: Counter) -> None:
    stop, seen, failures = threading.Event(), [], []

    def read() -> None:
        try:
            while not stop.is_set():
                sums = counter.ledger.sums_upto(counter.ledger.head()[0])
                assert len(counter.ledger.recent_sales(100)) >= sums.sales
                seen.append(sums.sales)
        except Exception as error:  # noqa: BLE001 (whatever it is, the test must hear of it)
            failures.append(error)

    threads = [threading.Thread(target=read) for _turn in range(3)]
    for thread in threads:
        thread.start()
    for _turn in range(20):
        counter.sell()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(seen) <= set(range(21))


def test_a_document_is_kept_with_the_entry_that_adopts_it(counter: Counter) -> None:
    document = sign_document(key_of(9), kind="programme", number=3, issued_at_ms=1, audience="*", body={})
    sealed = counter.ledger.append(
        counter.new(EntryKind.RECEIPT_REPRINTED, REPRINTED),
        document=document,
    )
    assert sealed.sequence == 4
    assert counter.ledger._readers.row("SELECT payload FROM document WHERE number = 3") == (document.payload,)
