"""A replay adds shifts and days up again: a count or a close that says otherwise is found and named."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from pos.domain.cards.lease_grant import LeaseGrant
from pos.domain.days.day_figures import DayBook
from pos.domain.journal.canonical import canonical_bytes
from pos.domain.journal.entries import VERSIONS, EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.shifts.over_short import OverShort, OverShortLimits
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.errors.ledger import EntryWrong
from pos.ledger.verifying.replay import Bad
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import CARD, DATE, PROGRAMME, Counter, key_of
from tests.ledger.golden import day_closed
from tests.small_entries import shift_closed_v1


def first_bad(counter: Counter) -> Bad | None:
    report = verify_ledger(counter.path, public_key=key_of().public_key, default_programmes=(PROGRAMME,))
    return report.first_bad


def count_of(counter: Counter, counted: int, **changes: Any) -> ShiftCount:
    """A count as a till would write it, but for the changes."""
    figures = DayBook().take_all(counter.ledger.days.entries_of_shift("shift-1")).shift("shift-1")
    assert figures is not None
    expected = figures.takings[0].expected
    plain = {"expected": expected, "difference": counted - expected, "by_note": None} | changes
    return ShiftCount(shift_id="shift-1", kind="cash", counted=counted, rule=None, **plain)


def write_count(counter: Counter, count: ShiftCount) -> ShiftCount:
    counter.ledger.append(counter.new(EntryKind.SHIFT_COUNTED, count))
    return count


def close_shift(counter: Counter, *counts: ShiftCount) -> None:
    closed = ShiftClosed("shift-1", 1, counter.now_ms, counts, "", None, (), ())
    counter.ledger.append(counter.new(EntryKind.SHIFT_CLOSED, closed))


def test_an_honest_day_with_a_second_revision_is_good(counter: Counter) -> None:
    counter.sell(3, card_no=CARD)
    close_shift(counter, write_count(counter, count_of(counter, 1_000)))
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter)))
    counter.sell(1)
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter, revision=2)))

    assert first_bad(counter) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expected": 1}, "shift.expected_differs"),
        ({"difference": 1}, "shift.difference"),
        ({"by_note": {"10000": 1}}, "shift.denominations"),
    ],
)
def test_a_count_that_does_not_follow_is_named(counter: Counter, changes: dict[str, Any], code: str) -> None:
    counter.sell(2)
    write_count(counter, count_of(counter, 500, **changes))

    bad = first_bad(counter)
    assert bad is not None
    assert (bad.sequence, bad.code) == (counter.ledger.head()[0], code)


def test_a_shift_is_closed_once_and_with_the_counts_that_stand(counter: Counter) -> None:
    write_count(counter, count_of(counter, 500))
    close_shift(counter)
    assert (bad := first_bad(counter)) is not None and bad.code == "shift.counts_differ"


def test_nothing_is_counted_in_a_shift_that_is_over(counter: Counter) -> None:
    close_shift(counter)
    write_count(counter, count_of(counter, 500))
    assert (bad := first_bad(counter)) is not None and bad.code == "shift.not_open"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("payable", 1),
        ("sales", 9),
        ("entries", 1),
        ("last_sequence", 1),
        ("drawer_openings", 3),
        (
            "pools",
            [{"pool": "vegetable", "name": "蔬菜", "percent": 60, "visits": 7, "market": 0, "amount": 0}],
        ),
        ("takings", []),
    ],
)
def test_a_z_entry_whose_figures_are_not_the_entries_is_named(
    counter: Counter, name: str, value: object
) -> None:
    counter.sell(3, card_no=CARD)
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter) | {name: value}))

    bad = first_bad(counter)
    assert bad is not None
    assert (bad.sequence, bad.code) == (counter.ledger.head()[0], "day.figures_differ")


def test_a_z_entry_without_figures_or_out_of_turn_is_named(counter: Counter) -> None:
    counter.sell(1)
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter, revision=2)))
    assert (bad := first_bad(counter)) is not None and bad.code == "day.revision"


def test_what_is_no_days_figures_is_no_days_figures(counter: Counter) -> None:
    with pytest.raises(EntryWrong):
        counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, {"business_date": DATE, "revision": 1}))


def test_what_the_platform_sent_while_the_manager_signed_is_no_difference(counter: Counter) -> None:
    counter.sell(1)
    signed = day_closed(counter)
    grant = LeaseGrant("L9", CARD, "2026-12", {"vegetable": 5})
    counter.adopt_leases((grant,), number=9)
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, signed))
    assert first_bad(counter) is None

    signed = day_closed(counter, revision=2)
    counter.sell(1)
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, signed))
    assert (bad := first_bad(counter)) is not None and bad.code == "day.figures_differ"


def test_a_close_that_tells_its_acts_in_other_words_is_no_forgery(counter: Counter) -> None:
    """A later program may tell more of them; old closes must stay good."""
    counter.sell(1)
    close_shift(counter, write_count(counter, count_of(counter, 1_000)))
    told = {"at_ms": 1, "act": "later", "actor": "1001", "approver": None, "reason": "", "sale_no": None}
    acts = [told | {"name": None, "before": None, "after": None}]
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter) | {"overrides": acts}))

    assert first_bad(counter) is None


# ── Over and short ─────────────────────────────────────────────────────────────────────────

LIMITS = OverShortLimits(explain_above=100, shift_max=5_000, month_max=20_000)


def close_against_limits(counter: Counter, *, off: int, total: int, **changed: object) -> None:
    """End the shift `off` fen over or short, as a till would; `changed` lies about it."""
    count = write_count(counter, count_of(counter, 50_000 + off))
    beyond = LIMITS.beyond([off], month_sum=total)
    told = OverShort.of(LIMITS, month=DATE[:7], month_sum=total, beyond=beyond)
    closed = ShiftClosed(
        "shift-1", 1, counter.now_ms, (count,), "少了，复点两次", None, (), (), "找零差错", "r", told
    )
    data = record_to_data(closed)
    over_short = data["over_short"] | {k: v for k, v in changed.items() if k in data["over_short"]}
    rest = {name: value for name, value in changed.items() if name in data}
    counter.ledger.append(counter.new(EntryKind.SHIFT_CLOSED, data | {"over_short": over_short} | rest))


def test_a_shift_beyond_its_limits_that_says_so_is_good(counter: Counter) -> None:
    close_against_limits(counter, off=-11_677, total=11_677)
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter)))

    assert first_bad(counter) is None


@pytest.mark.parametrize(
    ("lie", "code"),
    [
        ({"month_sum": 11_676}, "shift.month_sum"),
        ({"month": "2026-12"}, "shift.month_sum"),
        ({"beyond": []}, "shift.beyond"),
        ({"shift_max": 20_000}, "shift.beyond"),
        ({"reason": ""}, "shift.unexplained"),
        ({"explanation": ""}, "shift.unexplained"),
    ],
)
def test_a_shift_that_lies_about_its_limits_is_named(
    counter: Counter, lie: dict[str, object], code: str
) -> None:
    close_against_limits(counter, off=-11_677, total=11_677, **lie)

    assert (bad := first_bad(counter)) is not None and bad.code == code


def test_closes_of_a_program_that_knew_no_limits_stay_good_and_count_into_the_month(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = write_count(counter, count_of(counter, 50_300))
    monkeypatch.setitem(VERSIONS, EntryKind.SHIFT_CLOSED, 1)
    monkeypatch.setitem(VERSIONS, EntryKind.DAY_CLOSED, 1)
    counter.ledger.append(counter.new(EntryKind.SHIFT_CLOSED, shift_closed_v1(count)))
    signed = day_closed(counter)
    for shift in signed["shifts"]:
        for name in ("reason", "approver", "month_sum", "beyond"):
            del shift[name]
    counter.ledger.append(counter.new(EntryKind.DAY_CLOSED, signed))

    assert first_bad(counter) is None
    assert counter.ledger.days.cash_differences("1001", DATE[:7]) == (300,)
    assert counter.ledger.days.cash_differences("1001", "2026-12") == ()
    assert counter.ledger.days.cash_differences("1002", DATE[:7]) == ()


def test_rules_that_an_earlier_program_set_keep_the_row_that_it_wrote(counter: Counter) -> None:
    earlier = {"in_force_from": DATE, "cash_rounding": "off", "customer_consent": "off"}
    counter.ledger.append(counter.new(EntryKind.SHOP_RULES_SET, earlier | {"rule": "r"}))
    with sqlite3.connect(counter.path) as connection:
        ((row,),) = connection.execute("SELECT data FROM shop_rules").fetchall()
    connection.close()

    assert bytes(row) == canonical_bytes(earlier)
    (rules,) = counter.ledger.shop_rules()
    assert OverShortLimits.of(rules) == LIMITS
    assert first_bad(counter) is None
