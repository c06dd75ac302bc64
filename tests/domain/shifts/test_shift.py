from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from pos.domain.returns.goods_slip import slip_number
from pos.domain.scanning.codes import (
    LabelRules,
    SaleCode,
    is_return_number,
    is_sale_number,
    is_slip_number,
    paper_number,
    read_scan,
)
from pos.domain.shifts.shift import Shift, close_number, return_number, sale_number


@pytest.mark.parametrize(
    ("hour", "minute", "name"),
    [
        (0, 1, "早班"),
        (8, 0, "早班"),
        (12, 59, "早班"),
        (13, 0, "中班"),
        (16, 59, "中班"),
        (17, 0, "晚班"),
        (23, 59, "晚班"),
    ],
)
def test_a_shift_is_named_by_the_hour_it_was_opened(hour: int, minute: int, name: str) -> None:
    opened = datetime(2026, 11, 23, hour, minute, tzinfo=timezone(timedelta(hours=8)))
    shift = Shift("s", 1, "2026-11-23", int(opened.timestamp()) * 1000, "9001", 50000)

    assert shift.name == name


def test_a_sale_number_is_till_day_and_counter() -> None:
    assert sale_number("S01-1", "2026-11-23", 87) == "S01-1-20261123-0087"
    assert sale_number("S14-2", "2026-01-02", 12345) == "S14-2-20260102-12345"


@pytest.mark.parametrize("counter", [1, 9999, 10000, 999999])
def test_a_sale_number_is_read_back_by_the_scanner(counter: int) -> None:
    number = sale_number("S01-1", "2026-11-23", counter)

    assert read_scan(number, labels=LabelRules(), card_issuer="6201", paying=False) == SaleCode(number)


def test_no_number_is_given_twice_on_a_day_whatever_a_till_begins_anew() -> None:
    """Each epoch counts in a range of its own, and the numbers stay what can be read and scanned."""
    numbers = [
        sale_number("S01-1", "2026-11-23", counter, epoch=epoch)
        for epoch in range(1, 101)
        for counter in (1, 87, 9_999)
    ]
    assert len(set(numbers)) == len(numbers)
    assert all(is_sale_number(number) for number in numbers)
    assert sale_number("S01-1", "2026-11-23", 87) == "S01-1-20261123-0087"
    assert sale_number("S01-1", "2026-11-23", 87, epoch=2) == "S01-1-20261123-10087"
    assert is_return_number(return_number("S01-1", "2026-11-23", 3, epoch=100))
    assert paper_number(close_number("S01-1", "2026-11-23", 1, epoch=100)) == "S01-1-20261123-Z990001"
    assert is_slip_number(slip_number("S01-1", "2026-11-23", 3, epoch=2))
