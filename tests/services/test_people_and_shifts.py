"""Signing in, being locked out, and opening the drawer."""

from __future__ import annotations

import pytest

from pos.domain.staff import Role
from pos.errors import AmountUnreadable, ShiftAlreadyOpen, SignInLocked, SignInRefused, StaffInvalid
from pos.services.people import TRIES_MAX, add_staff
from pos.services.till import Till
from tests.shop import Shop


def test_the_right_pin_signs_in(till: Till) -> None:
    staff = till.people.sign_in("２００１", "８８８８")

    assert (staff.name, staff.role) == ("陈国强", Role.MANAGER)
    assert till.people.signed_in == staff


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


def test_a_clock_set_back_does_not_lock_for_ever(shop: Shop, till: Till) -> None:
    for _ in range(TRIES_MAX):
        with pytest.raises((SignInRefused, SignInLocked)):
            till.people.sign_in("1001", "0")
    shop.clock.forward(days=-30)

    assert till.people.sign_in("1001", "1234").staff_id == "1001"


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
