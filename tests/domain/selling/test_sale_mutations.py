"""Every single number of a sale, put to another: it must be refused or found, or stand in the list below.

This is what an auditor asks of an entry: which figure could be altered without anybody noticing?
(The chain and the signature would notice all of them; here only the arithmetic is asked.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.journal.canonical import canonical_bytes, read_canonical
from pos.domain.journal.record import NOT_CANONICAL, record_to_data
from pos.domain.programme.programme import Programme
from pos.domain.selling.checks import check_sale
from pos.domain.selling.quote import market_amount, quote
from pos.domain.selling.sale import SaleFacts
from pos.errors.ledger import EntryWrong
from tests.domain.selling.test_quote import PROGRAMME
from tests.domain.selling.test_sale import example
from tests.records import sale_from_data
from tests.strategies import PaidSale, paid_sales

Path = tuple[str | int, ...]


def numbers(data: Any, path: Path = ()) -> Iterator[tuple[Path, int]]:
    """Every number in the data with the way to it."""
    if type(data) is int:
        yield path, data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from numbers(value, (*path, key))


def put(sale: SaleFacts, path: Path, value: object) -> Any:
    """The sale's data, freshly read, with one number replaced."""
    data = read_canonical(canonical_bytes(record_to_data(sale)))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


def is_noticed(data: Any, programme: Programme) -> bool:
    try:
        return bool(check_sale(sale_from_data(data), programme))
    except EntryWrong:
        return True


def may_go_unnoticed(sale: SaleFacts, path: Path, value: int, programme: Programme) -> str:
    """The reason why this change is none that arithmetic can see; empty when it must be noticed."""
    if path == ("opened_at",):
        return "a time takes part in no sum"
    if path == ("subsidy_limit",):
        items = [line.item() for line in sale.lines]
        left = None if sale.card is None else sale.card.before
        again = quote(items, programme, left=left, subsidy_limit=value)
        return "the limit did not bind, nor does the new one" if again.totals == sale.totals else ""
    if path[0] == "lines" and path[2] in ("unit_price", "quantity"):
        line = sale.lines[int(path[1])]
        if line.amount is not None and (value > 0 or path[2] == "unit_price"):
            return "the scale's amount decides; price and weight stand beside it for showing"
        price, quantity = line.unit_price, line.quantity
        price, quantity = (value, quantity) if path[2] == "unit_price" else (price, value)
        same = quantity > 0 and market_amount(price, quantity) == line.market
        return "rounded to the fen the line costs the same" if same else ""
    return ""


@given(paid_sales(), st.data())
def test_no_number_of_a_sale_can_be_changed_unnoticed(sold: PaidSale, data: st.DataObject) -> None:
    path, number = data.draw(st.sampled_from(list(numbers(record_to_data(sold.facts)))))
    other = data.draw(
        st.one_of(
            st.sampled_from([number + 1, abs(number - 1), 0, 2 * number, number + 1000]), st.integers(0, 100)
        ).filter(lambda value: value != number)
    )
    forged = put(sold.facts, path, other)

    assert is_noticed(forged, sold.programme) != bool(
        may_go_unnoticed(sold.facts, path, other, sold.programme)
    )


@pytest.mark.parametrize(
    ("path", "number"), [pytest.param(*each, id=str(each[0])) for each in numbers(record_to_data(example()))]
)
def test_each_number_of_the_example_is_watched(path: Path, number: int) -> None:
    for other in (number + 1, number - 1, 0 if number else 2):
        noticed = is_noticed(put(example(), path, other), PROGRAMME)
        if other < 0:
            assert noticed  # Below nothing cannot even be read.
        else:
            assert noticed != bool(may_go_unnoticed(example(), path, other, PROGRAMME))


@pytest.mark.parametrize("path", [path for path, _number in numbers(record_to_data(example()))], ids=str)
def test_no_number_can_be_anything_but_a_number(path: Path) -> None:
    wrongs: tuple[object, ...] = (True, False, 1.0, "1", -1, [1], {})
    for wrong in wrongs:
        if wrong == -1 and path == ("rounding", "amount"):
            assert check_sale(sale_from_data(put(example(), path, wrong)), PROGRAMME)  # It may go both ways.
            continue
        with pytest.raises(EntryWrong):
            sale_from_data(put(example(), path, wrong))
    absent = put(example(), path, None)
    if path == ("subsidy_limit",) or (path[0] == "lines" and path[-1] == "amount"):
        assert check_sale(sale_from_data(absent), PROGRAMME)  # These may be absent; the sums tell.
    else:
        with pytest.raises(EntryWrong):
            sale_from_data(absent)


@pytest.mark.parametrize("where", ["", "lines.0", "totals", "card", "card.spends.0", "tenders.0"])
def test_no_field_can_be_left_out(where: str) -> None:
    way = tuple(int(step) if step.isdigit() else step for step in where.split(".")) if where else ()
    whole: Any = record_to_data(example())
    for step in way:
        whole = whole[step]

    for name in whole:
        data = read_canonical(canonical_bytes(record_to_data(example())))
        place = data
        for step in way:
            place = place[step]
        del place[name]
        with pytest.raises(EntryWrong, match=f"`{name}`|{NOT_CANONICAL}"):
            sale_from_data(data)
