"""Who works here: each change in the journal, nobody shut out who lets others in."""

from __future__ import annotations

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.people.staff import Role, Staff, StaffChange
from pos.errors.ledger import LedgerUnwritable
from pos.errors.people import (
    ApprovalNeeded,
    SignInRefused,
    StaffExists,
    StaffInvalid,
    StaffLastManager,
    StaffOwn,
    StaffStopped,
    StaffUnknown,
)
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.ledger import Ledger
from pos.services.installation.data_dir import CATALOGUE_FILE, _save_staff
from pos.services.till import Till
from tests.services.telling import entries_of
from tests.shop import CASHIER, CASHIER_PIN, MANAGER, MANAGER_PIN, TRAINEE, TRAINEE_PIN, Shop


@pytest.fixture
def managed(till: Till) -> Till:
    """The manager stands at the till."""
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return till


def told(till: Till) -> list[tuple[str, str | None, str, str]]:
    return [
        (each.actor, each.approver, each.data["staff_id"], each.data["change"])
        for each in entries_of(till, EntryKind.STAFF_CHANGED)
    ]


def test_somebody_new_signs_in_and_the_journal_says_who_let_them_in_but_no_pin(managed: Till) -> None:
    staff = managed.staff.add("1005", " 周敏 ", Role.TRAINEE, "4321")
    assert staff == Staff("1005", "周敏", Role.TRAINEE)
    assert managed.people.identify("1005", "4321") == staff
    (entry,) = entries_of(managed, EntryKind.STAFF_CHANGED)
    assert (entry.actor, entry.approver) == (MANAGER, None)
    assert entry.data == {
        "staff_id": "1005",
        "name": "周敏",
        "role": "trainee",
        "role_before": None,
        "change": "added",
        "rule": "change_staff.manager.allowed",
    }


def test_a_number_is_one_person_s(managed: Till) -> None:
    with pytest.raises(StaffExists):
        managed.staff.add(CASHIER, "周敏", Role.CASHIER, "4321")
    for number, name, pin in (("", "周敏", "4321"), ("1005", " ", "4321"), ("1005", "周敏", "12")):
        with pytest.raises(StaffInvalid):
            managed.staff.add(number, name, Role.CASHIER, pin)
    with pytest.raises(StaffUnknown):
        managed.staff.set_pin("7777", "4321")
    assert told(managed) == []


def test_a_cashier_asks_the_manager_whose_yes_is_good_once(till: Till) -> None:
    with pytest.raises(ApprovalNeeded) as asked:
        till.staff.set_pin(TRAINEE, "4321")
    assert asked.value.facts["about"] == "王小雨（工号 3001）"
    till.permissions.approve(Act.CHANGE_STAFF, MANAGER, MANAGER_PIN)
    till.staff.set_pin(TRAINEE, "4321")
    assert told(till) == [(CASHIER, MANAGER, TRAINEE, StaffChange.PIN)]
    with pytest.raises(ApprovalNeeded):
        till.staff.stop(TRAINEE)
    with pytest.raises(SignInRefused):
        till.people.identify(TRAINEE, TRAINEE_PIN)
    assert till.people.identify(TRAINEE, "4321").name == "王小雨"


def test_who_is_stopped_signs_in_no_more_and_is_still_known_by_name(managed: Till, shop: Shop) -> None:
    managed.staff.stop(CASHIER)
    with pytest.raises(StaffStopped):
        managed.people.sign_in(CASHIER, CASHIER_PIN)
    with pytest.raises(SignInRefused):
        managed.people.sign_in(CASHIER, "9999")
    with pytest.raises(StaffUnknown):
        managed.shifts._next(CASHIER)
    assert CASHIER not in {staff.staff_id for staff in managed.people.at_work()}
    assert "李芳" in {staff.name for staff in managed.people.staff_list()}
    managed.close()
    again = shop.start()
    with pytest.raises(StaffStopped):
        again.people.sign_in(CASHIER, CASHIER_PIN)
    again.people.sign_in(MANAGER, MANAGER_PIN)
    again.staff.start_again(CASHIER)
    assert again.people.sign_in(CASHIER, CASHIER_PIN).name == "李芳"
    assert [change for *_who, change in told(again)] == ["stopped", "started"]
    again.close()


def test_a_stopped_manager_approves_nothing(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.staff.add("2002", "赵主任", Role.MANAGER, "7777")
    till.people.sign_in("2002", "7777")
    till.staff.stop(MANAGER)
    till.people.sign_in(CASHIER, CASHIER_PIN)
    with pytest.raises(StaffStopped):
        till.permissions.approve(Act.OPEN_DRAWER, MANAGER, MANAGER_PIN)


def test_the_last_manager_stays_one_and_nobody_changes_himself(managed: Till) -> None:
    with pytest.raises(StaffLastManager):
        managed.staff.stop(MANAGER)
    with pytest.raises(StaffLastManager):
        managed.staff.set_role(MANAGER, Role.CASHIER)
    managed.staff.set_role(CASHIER, Role.MANAGER)
    with pytest.raises(StaffOwn):
        managed.staff.stop(MANAGER)
    with pytest.raises(StaffOwn):
        managed.staff.set_role(MANAGER, Role.CASHIER)
    managed.people.sign_in(CASHIER, CASHIER_PIN)
    managed.staff.set_role(MANAGER, Role.TRAINEE)
    with pytest.raises(StaffLastManager):
        managed.staff.stop(CASHIER)
    last = entries_of(managed, EntryKind.STAFF_CHANGED)[-1]
    assert (last.data["role_before"], last.data["role"]) == ("manager", "trainee")


def test_with_a_full_disk_nothing_is_changed(managed: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise LedgerUnwritable(reason="full")

    monkeypatch.setattr(Ledger, "append", full)
    with pytest.raises(LedgerUnwritable):
        managed.staff.stop(CASHIER)
    monkeypatch.undo()
    assert managed.people.identify(CASHIER, CASHIER_PIN).name == "李芳"


def test_a_damaged_catalogue_forgets_nobody_who_was_stopped(managed: Till, shop: Shop) -> None:
    managed.staff.stop(CASHIER)
    managed.close()
    damaged = shop.folder / CATALOGUE_FILE
    fresh = Catalogue(shop.folder / "fresh.db")
    assert _save_staff(damaged, fresh) == 3
    assert fresh.stopped_staff() == {CASHIER}
    fresh.close()


def test_the_day_report_tells_of_it(managed: Till) -> None:
    managed.staff.stop(CASHIER)
    overrides = managed.days._read(managed.days.today()).figures.overrides
    assert [(each.act, each.name) for each in overrides] == [("change_staff", "李芳")]
