"""Appending: one transaction with everything that follows, once for each id, and never out of order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pos.crypto.statements import entry_statement
from pos.crypto.suite import SUITES
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import genesis, seal
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.selling.quote import Totals
from pos.domain.selling.sale import RoundedCash, SaleFacts, SoldLine
from pos.errors.ledger import EntryConflict, EntryWrong
from pos.ledger.ledger import NewEntry
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import CARD, DATE, TILL, Counter, key_of
from tests.ledger.golden import write_a_day
from tests.records import replace, sale_from_data
from tests.small_entries import REPRINTED

ROOT = Path(__file__).resolve().parents[2]
# No till writes these alone: a slice needs a neighbour (test_slices), slips are not taken yet.
NOT_WRITTEN_YET = {EntryKind.LEASE_RECEIVED, EntryKind.MAKE_GOOD_SLIP, EntryKind.MAKE_GOOD_PAID}


def counts(counter: Counter) -> dict[str, int]:
    tables = ("journal", "sale", "sale_line", "tender", "lease", "print_job", "dropped_line")
    return {table: counter.ledger._readers.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def test_the_first_entry_follows_the_genesis_of_this_till_and_epoch(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    assert counter.ledger.head() == (0, genesis(TILL, 1))
    first = counter.open_shift()
    assert (first.sequence, first.previous_hash) == (1, genesis(TILL, 1))
    assert counter.ledger.head() == (1, first.entry_hash)
    counter.ledger.close()


def test_an_entry_holds_its_exact_bytes_and_their_signature(counter: Counter) -> None:
    sealed = counter.sell(card_no=CARD)
    (stored,) = counter.ledger.entries_after(sealed.sequence - 1, entries_max=1, bytes_max=1)
    assert stored.sealed == sealed
    assert seal(sealed.sequence, sealed.entry_id, sealed.payload, sealed.previous_hash) == sealed
    public_key = counter.key.public_key
    assert SUITES[1].verify(public_key, entry_statement(sealed.entry_hash), stored.signature)
    entry = decode_entry(sealed.payload)
    assert (entry.till_id, entry.epoch, entry.sequence, entry.kind, entry.version) == (TILL, 1, 4, "sale", 3)
    assert (entry.at_ms, entry.business_date, entry.actor, entry.approver) == (
        counter.now_ms,
        DATE,
        "1001",
        None,
    )


def test_a_sale_its_lease_debits_and_its_receipt_come_together(counter: Counter) -> None:
    before = counts(counter)
    sealed = counter.sell(3, card_no=CARD, receipt=True)
    after = counts(counter)
    new = {table: after[table] - before[table] for table in before if after[table] != before[table]}
    assert new == {"journal": 1, "sale": 1, "sale_line": 3, "tender": 1, "print_job": 1}
    facts = sale_from_data(decode_entry(sealed.payload).data)
    assert facts.card is not None
    for lease in counter.ledger.leases(CARD, DATE[:7]):
        assert lease.left == facts.card.after[lease.pool]
    assert [job.subject for job in counter.ledger.print_jobs.waiting()] == [facts.sale_no]


def test_a_sale_that_its_leases_cannot_pay_leaves_nothing_behind(counter: Counter) -> None:
    def overspend(facts: SaleFacts) -> SaleFacts:
        assert facts.card is not None
        spends = tuple(replace(spent, amount=spent.amount + 20_000) for spent in facts.card.spends)
        return replace(facts, card=replace(facts.card, spends=spends))

    before, head = counts(counter), counter.ledger.head()
    leases = counter.ledger.leases(CARD, DATE[:7])
    with pytest.raises(EntryWrong):
        counter.sell(card_no=CARD, change=overspend, receipt=True)
    assert (counts(counter), counter.ledger.head()) == (before, head)
    assert counter.ledger.leases(CARD, DATE[:7]) == leases
    counter.sell(card_no=CARD)  # And the next one goes through.


def test_a_lease_of_another_card_or_month_pays_nothing(counter: Counter) -> None:
    def other_card(facts: SaleFacts) -> SaleFacts:
        assert facts.card is not None
        return replace(facts, card=replace(facts.card, card_no="6201000000000021"))

    def other_month(facts: SaleFacts) -> SaleFacts:
        assert facts.card is not None
        return replace(facts, card=replace(facts.card, month="2026-12"))

    for change in (other_card, other_month):
        with pytest.raises(EntryWrong):
            counter.sell(card_no=CARD, change=change)


def test_the_same_entry_again_gives_the_stored_one(counter: Counter) -> None:
    basket = counter.basket(card_no=CARD)
    new = counter.new(EntryKind.SALE, record_to_data(counter.facts(basket)), entry_id=basket.sale_id)
    job = NewPrintJob(basket.sale_id, JobKind.RECEIPT, "x", counter.now_ms)
    first = counter.ledger.append(new, print_job=job)
    counter.sell()
    before, head = counts(counter), counter.ledger.head()
    assert counter.ledger.append(new, print_job=job) == first
    assert (counts(counter), counter.ledger.head()) == (before, head)


def fractions(sale: SaleFacts) -> list[SaleFacts]:
    """The sale with each of its numbers put to a fraction, one at a time."""
    half: Any = 0.5
    line, tender, card = sale.lines[0], sale.tenders[0], sale.card
    assert card is not None
    of_line = [name for name in SoldLine.__struct_fields__ if name in NUMBERS]
    spent = replace(card.spends[0], amount=half)
    cards = (
        replace(card, before={**card.before, "staple": half}),
        replace(card, after={**card.after, "staple": half}),
        replace(card, spends=(spent, *card.spends[1:])),
    )
    return [
        *(replace(sale, **{name: half}) for name in ("opened_at_ms", "change", "subsidy_limit")),
        *(replace(sale, lines=(replace(line, **{name: half}), *sale.lines[1:])) for name in of_line),
        *(replace(sale, totals=replace(sale.totals, **{name: half})) for name in Totals.__struct_fields__),
        *(replace(sale, card=each) for each in cards),
        replace(sale, tenders=(replace(tender, amount=half), *sale.tenders[1:])),
        replace(sale, rounded=RoundedCash(sale.cash_rule, half)),
    ]


NUMBERS = {
    "number", "unit_price", "quantity", "amount", "list_price", "market", "covered", "counted", "discount",
    "net", "subsidy", "payable",
}  # fmt: skip


def test_a_fraction_never_gets_into_the_journal(counter: Counter) -> None:
    """Types keep it out of our own records; should they fail, the till fails loudly and writes nothing."""
    sale = counter.facts(counter.basket(card_no=CARD))
    before = counts(counter)

    for wrong in fractions(sale):
        with pytest.raises(EntryWrong):
            counter.ledger.append(counter.new(EntryKind.SALE, wrong))
    assert counts(counter) == before
    others = [name for name in SoldLine.__struct_fields__ if name not in NUMBERS]
    assert int not in {type(getattr(sale.lines[0], name)) for name in others}


def test_what_could_not_be_read_again_never_gets_into_the_journal(counter: Counter) -> None:
    """A name of no letters, a sum beyond every limit, a number where a text belongs: nothing is written."""
    sale = counter.facts(counter.basket(card_no=CARD))
    before = counts(counter)
    line: Any = sale.lines[0]
    for wrong in (
        replace(sale, sale_no=""),
        replace(sale, change=10**14),
        replace(sale, lines=(replace(line, net=-1), *sale.lines[1:])),
        replace(sale, lines=(replace(line, name=7), *sale.lines[1:])),
    ):
        with pytest.raises(EntryWrong):
            counter.ledger.append(counter.new(EntryKind.SALE, wrong))
    assert counts(counter) == before


def test_the_end_is_found_again_when_another_has_written(counter: Counter) -> None:
    """What a ledger remembers of the end is the end only while nobody else has written."""
    counter.sell()
    other = Counter(counter.folder)
    sealed = other.grant(lease_id="L9", number=9)
    other.ledger.close()

    assert counter.sell().previous_hash == sealed.entry_hash


def test_the_same_id_with_other_content_stops(counter: Counter) -> None:
    basket = counter.basket()
    facts = counter.facts(basket)
    new = counter.new(EntryKind.SALE, record_to_data(facts), entry_id=basket.sale_id)
    counter.ledger.append(new)
    dropped = {"sale_id": "s", "code": "1", "name": "x", "quantity": 1, "market": 1}
    dropped |= {"after_total": False, "rule": None}
    others = (
        replace(new, at_ms=new.at_ms + 1),
        replace(new, actor="1002"),
        replace(new, approver="2001"),
        replace(new, data=record_to_data(facts) | {"change": 1}),
        replace(new, kind=EntryKind.LINE_DROPPED, data=dropped),
    )
    for other in others:
        before = counts(counter)
        with pytest.raises(EntryConflict):
            counter.ledger.append(other)
        assert counts(counter) == before


def test_what_is_not_canonical_is_not_written(counter: Counter) -> None:
    before = counts(counter)
    with pytest.raises(ValueError, match="float"):
        counter.ledger.append(counter.new(EntryKind.RECEIPT_REPRINTED, {"sale_no": "x", "reason": 0.5}))
    assert counts(counter) == before
    counter.sell()


@pytest.mark.parametrize("data", [{}, {"shift_id": "x"}, {"shift_id": "x", "number": [], "float": 1}])
def test_what_its_kind_does_not_say_is_not_written(counter: Counter, data: dict[str, object]) -> None:
    before = counts(counter)
    with pytest.raises(EntryWrong):
        counter.ledger.append(counter.new(EntryKind.SHIFT_OPENED, data))
    assert counts(counter) == before


def test_a_lease_is_granted_once(counter: Counter) -> None:
    before = counts(counter)
    with pytest.raises(EntryWrong):
        counter.grant(number=2)
    assert counts(counter) == before


def test_every_kind_of_entry_can_be_written(tmp_path: Path) -> None:
    write_a_day(tmp_path)
    counter = Counter(tmp_path)
    kinds = {
        decode_entry(each.sealed.payload).kind
        for each in counter.ledger.entries_after(0, entries_max=50, bytes_max=10**6)
    }
    assert kinds == set(EntryKind) - NOT_WRITTEN_YET
    assert counts(counter)["dropped_line"] == 1
    assert verify_ledger(counter.path, public_key=counter.key.public_key).first_bad is None
    counter.ledger.close()


def test_two_processes_cannot_fork_the_chain(counter: Counter) -> None:
    """The lock of the till forbids it anyway; should it fail, the file itself holds."""
    command = [sys.executable, "-m", "tests.ledger.append_many", str(counter.folder)]
    both = [subprocess.Popen([*command, name, "60"], cwd=ROOT) for name in ("one", "two")]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    report = verify_ledger(counter.path, public_key=counter.key.public_key)
    assert (report.entries, report.first_bad) == (123, None)


def test_a_second_window_sees_what_the_first_appended(counter: Counter) -> None:
    other = Counter(counter.folder)
    other.sell()
    sealed = counter.ledger.append(NewEntry(EntryKind.RECEIPT_REPRINTED, REPRINTED, "id", 1, DATE, "1001"))
    assert sealed.sequence == 5
    other.ledger.close()


def test_entries_of_another_key_do_not_verify(counter: Counter) -> None:
    report = verify_ledger(counter.path, public_key=key_of(8).public_key)
    assert report.first_bad is not None
    assert (report.first_bad.sequence, report.first_bad.code) == (1, "entry.signature")
