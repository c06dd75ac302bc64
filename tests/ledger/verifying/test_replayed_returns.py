"""Returns in the ledger: as if the sale had never been, and whoever forges one is named."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.quantity import ONE, Thousandths
from pos.domain.returns.mirror import ReturnedBefore, ReturnTerms, return_goods
from pos.domain.returns.release import Release
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.shift import return_number
from pos.errors.returns import SaleReleased
from pos.ledger.sqlite import Connection, connect
from pos.ledger.verifying.verify import verify_ledger
from tests.domain.returning import parts_of
from tests.ledger.counter import CARD, DATE, TILL, Counter, key_of
from tests.ledger.tampering import first_bad, forge, tampered
from tests.records import replace, sale_from_data


def sale_in(sealed: SealedEntry) -> SaleFacts:
    return sale_from_data(decode_entry(sealed.payload).data)


def append_return(
    counter: Counter,
    sale: SaleFacts,
    wanted: Mapping[int, Thousandths],
    *,
    void: bool = False,
    on: str = DATE,
    elsewhere: bool = False,
) -> SealedEntry:
    """Write a return as the till does, from what the ledger knows."""
    days = counter.ledger.days
    before = ReturnedBefore(
        days.returned_quantities(sale.sale_no),
        days.restorations_of(sale.sale_no),
        days.refunded_by_kind(sale.sale_no),
    )
    number = return_number(TILL, on, days.returns_on(on) + 1)
    terms = ReturnTerms(number, "shift-1", on, "买错了", "return_goods.manager.allowed", void, elsewhere)
    leases = counter.ledger.leases(CARD, DATE[:7])
    data = record_to_data(return_goods(sale, wanted, before, terms, leases))
    return counter.ledger.append(replace(counter.new(EntryKind.RETURN, data), business_date=on))


def books(counter: Counter) -> tuple[object, ...]:
    """What must be as before: sums but for the count of sales, and every lease."""
    sums = counter.ledger.sums_upto(counter.ledger.head()[0])
    return tuple(sums[2:]), counter.ledger.leases(CARD, DATE[:7])


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_sale_given_back_in_any_parts_leaves_the_books_as_they_were(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        counter = Counter(Path(folder))
        counter.adopt()
        counter.grant()
        counter.open_shift()
        counter.sell(data.draw(st.integers(1, 3)), card_no=CARD)
        before = books(counter)

        card_no = data.draw(st.sampled_from([CARD, None]))
        sale = sale_in(counter.sell(data.draw(st.integers(1, 5)), card_no=card_no))
        for visit in data.draw(parts_of(sale)):
            append_return(counter, sale, visit)

        assert books(counter) == before
        counter.ledger.close()
        report = verify_ledger(counter.path, public_key=key_of().public_key)
        assert report.first_bad is None
        assert report.sums[2:] == before[0]


@pytest.fixture(scope="module")
def given_back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Entry 4 is a card sale of five lines; 5 gives its first line back, 6 a pack of its fourth."""
    counter = Counter(tmp_path_factory.mktemp("given_back"))
    counter.adopt()
    counter.grant()
    counter.open_shift()
    sale = sale_in(counter.sell(5, card_no=CARD))
    append_return(counter, sale, {1: sale.lines[0].quantity})
    append_return(counter, sale, {4: ONE})
    counter.ledger.close()
    return counter.path


def test_honest_returns_verify(given_back: Path) -> None:
    assert verify_ledger(given_back, public_key=key_of().public_key).first_bad is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data["restorations"][0].update(amount=1), "return.restorations"),
        (lambda data: data.update(restorations=[]), "return.restorations"),
        (lambda data: data["lines"][0].update(payable=data["lines"][0]["payable"] + 1), "return.line"),
        (lambda data: data["lines"][0].update(quantity=99_000), "return.too_much"),
        (lambda data: data.update(sale_no=f"{TILL}-20261123-0099"), "return.sale_unknown"),
        (lambda data: data.update(elsewhere=True, restorations=[]), "return.not_elsewhere"),
        (lambda data: data.update(return_no=f"{TILL}-20261124-R001"), "return.number"),
        (lambda data: data.update(return_no="S02-1-20261123-R001"), "return.number"),
        (lambda data: data.update(return_no="nonsense"), "return.number"),
        (lambda data: data["card"]["before"].update(subsidy=6_001), "return.pools_after"),
        (
            lambda data: data["card"].update(
                before={pool: left + 1 for pool, left in data["card"]["before"].items()},
                after={pool: left + 1 for pool, left in data["card"]["after"].items()},
            ),
            "return.pools_before",
        ),
        (
            lambda data: data["refunds"].append(
                {"kind": "cash", "amount": 5, "payment_id": None, "confirmed_by": None, "method": None}
            ),
            "return.refunds",
        ),
        (
            lambda data: data["refunds"].append({"kind": "cash", "amount": 5, "payment_id": None}),
            "entry.data",
        ),
        (
            lambda data: data["refunds"][0].update(kind="wechat", confirmed_by=None),
            "entry.data",
        ),
        (lambda data: data.update(void=True), "return.void"),
        (lambda data: data["totals"].update(payable=1), "return.totals"),
        (lambda data: data.pop("rule"), "entry.data"),
        (lambda data: data.update(void=1), "entry.data"),
        (lambda data: data["lines"][0].pop("unit"), "entry.data"),
    ],
)
def test_an_insider_cannot_invent_a_return(
    given_back: Path, tmp_path: Path, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    def forged(sequence: int, data: dict[str, Any]) -> None:
        if sequence == 5:
            change(data)

    assert first_bad(tampered(given_back, tmp_path, lambda c: forge(c, forged))) == (5, code)


def test_the_same_goods_given_back_twice_are_found_at_the_second_time(
    given_back: Path, tmp_path: Path
) -> None:
    first: dict[str, Any] = {}

    def forged(sequence: int, data: dict[str, Any]) -> None:
        if sequence == 5:
            first.update(data)
        elif sequence == 6:
            data.update({**first, "return_no": data["return_no"]})

    assert first_bad(tampered(given_back, tmp_path, lambda c: forge(c, forged))) == (6, "return.too_much")


def test_one_number_stands_for_one_return(given_back: Path, tmp_path: Path) -> None:
    def forged(sequence: int, data: dict[str, Any]) -> None:
        if sequence == 6:
            data.update(return_no=f"{TILL}-20261123-R001")

    path = tampered(given_back, tmp_path, lambda c: forge(c, forged))
    assert first_bad(path) == (6, "return.number_twice")


def test_who_takes_a_return_out_of_the_tables_is_found(given_back: Path, tmp_path: Path) -> None:
    def removed(connection: Connection) -> None:
        connection.execute("DELETE FROM return_line WHERE sequence = 6")

    assert first_bad(tampered(given_back, tmp_path, removed)) == (6, "projection.return_line")


def test_a_sale_of_another_ledger_is_taken_at_its_word_if_it_adds_up(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.adopt()
    counter.grant()
    counter.open_shift()
    sale = sale_in(counter.sell(3, card_no=CARD))
    append_return(
        counter, replace(sale, sale_no="S02-1-20261123-0007"), {1: sale.lines[0].quantity}, elsewhere=True
    )
    spent = counter.ledger.leases(CARD, DATE[:7])
    counter.ledger.close()

    assert verify_ledger(counter.path, public_key=key_of().public_key).first_bad is None
    assert sale.card is not None
    assert sum(lease.spent for lease in spent) == sum(each.amount for each in sale.card.spends)

    def own(_sequence: int, data: dict[str, Any]) -> None:
        if "return_no" in data:
            data.update(sale_no=f"{TILL}-20261101-0001", of_till=TILL)

    assert first_bad(tampered(counter.path, tmp_path, lambda c: forge(c, own))) == (5, "return.sale_unknown")


def test_after_the_month_the_leases_stay_as_they_are(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.adopt()
    counter.grant()
    counter.open_shift()
    sale = sale_in(counter.sell(3, card_no=CARD))
    spent = counter.ledger.leases(CARD, DATE[:7])
    append_return(counter, sale, {1: sale.lines[0].quantity}, on="2026-12-01")

    assert counter.ledger.leases(CARD, DATE[:7]) == spent
    counter.ledger.close()
    assert verify_ledger(counter.path, public_key=key_of().public_key).first_bad is None


def test_a_void_is_a_return_of_everything(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.adopt()
    counter.grant()
    counter.open_shift()
    before = books(counter)
    sale = sale_in(counter.sell(5, card_no=CARD))
    append_return(counter, sale, {line.number: line.quantity for line in sale.lines}, void=True)

    assert books(counter) == before
    counter.ledger.close()
    assert verify_ledger(counter.path, public_key=key_of().public_key).first_bad is None


def let_go(counter: Counter, sale_no: str) -> SealedEntry:
    """Sign the right to take a sale's goods back away."""
    return counter.ledger.append(counter.new(EntryKind.SALE_RELEASED, record_to_data(Release(sale_no, 1))))


def forget_releases(counter: Counter) -> None:
    """What a program that was tampered with does: the table says nothing, the journal still does."""
    connection = connect(counter.path)
    connection.execute("DELETE FROM released_sale")
    connection.close()


def test_a_sale_that_was_let_go_takes_nothing_back_and_a_ledger_that_did_so_is_named(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.adopt()
    counter.open_shift()
    sale = sale_in(counter.sell(2))
    append_return(counter, sale, {1: sale.lines[0].quantity})
    let_go(counter, sale.sale_no)
    with pytest.raises(SaleReleased):
        append_return(counter, sale, {2: sale.lines[1].quantity})
    assert verify_ledger(counter.path, public_key=key_of().public_key).first_bad is None

    forget_releases(counter)
    append_return(counter, sale, {2: sale.lines[1].quantity})

    counter.ledger.close()
    assert first_bad(counter.path) == (6, "return.released")


def test_a_right_moves_once_and_only_from_the_ledger_that_holds_the_sale(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.adopt()
    counter.open_shift()
    sale = sale_in(counter.sell(1))
    let_go(counter, sale.sale_no)
    forget_releases(counter)
    let_go(counter, sale.sale_no)
    counter.ledger.close()
    assert first_bad(counter.path) == (5, "release.twice")

    (tmp_path / "other").mkdir()
    other = Counter(tmp_path / "other")
    other.adopt()
    let_go(other, f"{TILL}-20261123-0099")
    other.ledger.close()
    assert first_bad(other.path) == (2, "release.sale_unknown")
