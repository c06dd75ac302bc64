"""Signing in, being locked out, and opening the drawer."""

from __future__ import annotations

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.people.staff import Role
from pos.errors.ledger import LedgerUnwritable
from pos.errors.people import ApprovalNeeded, SignInLocked, SignInRefused, StaffInvalid
from pos.errors.shifts import ShiftAlreadyOpen
from pos.errors.typed import AmountUnreadable
from pos.ledger.ledger import Ledger
from pos.services.people.sign_in import add_staff
from pos.services.till import Till
from tests import cheap_pins
from tests.services.telling import entries_of
from tests.shop import Shop

TRIES_MAX = 5  # As resources/policy/sign_in.json has it.


def test_the_right_pin_signs_in(till: Till) -> None:
    staff = till.people.sign_in("２００１", "８８８８")

    assert (staff.name, staff.role) == ("陈国强", Role.MANAGER)
    assert till.people.signed_in == staff


def test_a_guess_at_a_pin_costs_what_it_should() -> None:
    """12 MiB and three passes each, after RFC 9106; a shop of the tests hashes for less."""
    assert cheap_pins.PRODUCT.hash("1234").startswith("$argon2id$v=19$m=12288,t=3,p=1$")


@pytest.mark.parametrize("number", ["1001", "nobody"])
def test_a_wrong_number_and_a_wrong_pin_are_refused_alike(till: Till, number: str) -> None:
    with pytest.raises(SignInRefused) as raised:
        till.people.sign_in(number, "9999")

    assert raised.value.facts == {"tries_left": TRIES_MAX - 1}


def test_after_five_wrong_pins_one_waits_a_minute(shop: Shop, till: Till) -> None:
    for _ in range(TRIES_MAX - 1):
        with pytest.raises(SignInRefused):
            till.people.sign_in("1001", "0")
    with pytest.raises(SignInLocked):
        till.people.sign_in("1001", "0")
    with pytest.raises(SignInLocked):
        till.people.sign_in("1001", "1234")

    till.people.sign_in("2001", "8888")  # Another person is not locked out with them.
    shop.clock.forward(seconds=61)
    assert till.people.sign_in("1001", "1234").staff_id == "1001"


def try_out(till: Till, count: int, staff_id: str = "1001") -> None:
    """Somebody types wrong PINs."""
    for _ in range(count):
        with pytest.raises((SignInRefused, SignInLocked)):
            till.people.identify(staff_id, "0")


def test_a_clock_set_back_does_not_lock_for_ever(shop: Shop, till: Till) -> None:
    try_out(till, TRIES_MAX)
    shop.clock.forward(days=-30)
    with pytest.raises(SignInLocked):
        till.people.sign_in("1001", "1234")
    shop.clock.forward(days=31)

    assert till.people.sign_in("1001", "1234").staff_id == "1001"


def test_a_clock_set_ahead_opens_no_lock_now_or_after_a_restart(shop: Shop, till: Till) -> None:
    try_out(till, TRIES_MAX)
    shop.clock.set_ahead(hours=30)
    with pytest.raises(SignInLocked):
        till.people.sign_in("1001", "1234")
    till.people.sign_in("2001", "8888")
    till.drawer.open("换零钱")  # An entry that carries the false time vouches for nothing.
    till.close()
    till = shop.start()
    shop.clock.forward(seconds=59)
    with pytest.raises(SignInLocked) as locked:
        till.people.sign_in("1001", "1234")
    assert locked.value.facts == {"wait": "1 秒", "wait_seconds": 1}
    shop.clock.forward(seconds=1)
    assert till.people.sign_in("1001", "1234").staff_id == "1001"
    till.close()


@pytest.mark.parametrize(
    ("hours_behind", "later_s", "locked"), [(0, 61, False), (0, 30, True), (3, 3 * 3_600, True)]
)
def test_the_platforms_time_ends_a_lock_of_an_earlier_run_that_an_honest_clock_began(
    shop: Shop, till: Till, hours_behind: int, later_s: int, locked: bool
) -> None:
    def platform_says(till: Till, at_ms: int) -> None:
        ledger = till.checkout._parts.recorder.ledger
        ledger.acknowledge(*ledger.head(), b"", at_ms)

    real_ms = shop.clock.now_ms()
    platform_says(till, real_ms)
    shop.clock.set_ahead(hours=-hours_behind)
    try_out(till, TRIES_MAX)
    till.close()
    till = shop.start()
    platform_says(till, real_ms + later_s * 1_000)

    assert bool(till.people.locked()) is locked
    till.close()


def test_a_restart_forgives_no_wrong_pin_and_each_round_waits_longer(shop: Shop, till: Till) -> None:
    try_out(till, TRIES_MAX)
    till.close()
    till = shop.start()
    with pytest.raises(SignInLocked) as locked:
        till.people.sign_in("1001", "1234")
    assert locked.value.facts == {"wait": "60 秒", "wait_seconds": 60}
    shop.clock.forward(seconds=61)
    try_out(till, TRIES_MAX)
    till.close()
    till = shop.start()
    with pytest.raises(SignInLocked) as locked:
        till.people.sign_in("1001", "1234")
    assert locked.value.facts == {"wait": "5 分钟", "wait_seconds": 300}

    till.people.sign_in("2001", "8888")
    assert [staff.staff_id for staff in till.people.locked()] == ["1001"]
    till.permissions.unlock("1001")
    assert till.people.locked() == ()
    assert till.people.sign_in("1001", "1234").staff_id == "1001"
    till.close()


def test_every_refused_pin_stands_in_the_journal_and_no_number_that_was_typed(till: Till) -> None:
    with pytest.raises(SignInRefused):
        till.people.identify("98765432", "0")
    with pytest.raises(ApprovalNeeded):
        till.drawer.open("换零钱")
    with pytest.raises(SignInRefused):
        till.permissions.approve(Act.OPEN_DRAWER, "2001", "0000")
    refused = entries_of(till, EntryKind.PIN_REFUSED)
    assert [(each.actor, each.data["staff_id"], each.data["purpose"]) for each in refused] == [
        ("1001", "", "sign_in"),
        ("1001", "2001", "open_drawer"),
    ]
    assert "98765432" not in str([each.data for each in refused])
    till.permissions.approve(Act.OPEN_DRAWER, "2001", "8888")
    assert [each.data for each in entries_of(till, EntryKind.PIN_CLEARED)] == [
        {"staff_id": "2001", "rule": None}
    ]


def test_a_cashier_lifts_no_lock_alone_and_the_day_report_tells_both(till: Till) -> None:
    try_out(till, TRIES_MAX, "2001")
    with pytest.raises(ApprovalNeeded):
        till.permissions.unlock("1001")
    as_manager_later = till.people
    with pytest.raises(SignInLocked):
        as_manager_later.sign_in("2001", "8888")
    told = [each.act for each in till.days._read(till.days.today()).figures.overrides]
    assert told == ["pin_refused"]


def test_a_disk_that_refuses_is_no_way_past_the_count(
    shop: Shop, till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise LedgerUnwritable(reason="full")

    monkeypatch.setattr(Ledger, "append", full)
    try_out(till, TRIES_MAX)
    with pytest.raises(SignInLocked):
        till.people.sign_in("1001", "1234")


def test_one_shift_at_a_time_and_it_survives_a_restart(shop: Shop, till: Till) -> None:
    with pytest.raises(ShiftAlreadyOpen):
        till.shifts.open("100")
    till.close()
    again = shop.start()

    shift = again.shifts.current()

    assert shift is not None
    assert (shift.number, shift.float_fen, shift.name) == (1, 50_000, "早班")
    again.close()


def test_a_float_that_is_no_amount_opens_nothing(shop: Shop) -> None:
    till = shop.start()
    till.people.sign_in("1001", "1234")
    with pytest.raises(AmountUnreadable):
        till.shifts.open("five hundred")
    assert till.shifts.current() is None
    till.close()


@pytest.mark.parametrize(
    ("staff_id", "name", "pin", "reason"),
    [
        ("", "李芳", "1234", "staff_id"),
        ("10 01", "李芳", "1234", "staff_id"),
        ("1001", " ", "1234", "name"),
        ("1001", "李芳", "12", "pin"),
        ("1001", "李芳", "12ab", "pin"),
    ],
)
def test_a_person_needs_a_number_a_name_and_a_pin(
    shop: Shop, staff_id: str, name: str, pin: str, reason: str
) -> None:
    from pos.bootstrap import open_catalogue

    catalogue = open_catalogue(shop.settings)
    with pytest.raises(StaffInvalid) as raised:
        add_staff(catalogue, staff_id=staff_id, name=name, role=Role.CASHIER, pin=pin)
    catalogue.close()

    assert raised.value.facts == {"reason": reason}
