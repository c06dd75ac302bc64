"""The drawer opens without a sale for a reason and with a yes, after the journal knows it, never late."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act, Permissions, Verdict
from pos.domain.people.staff import Role
from pos.errors import PosError
from pos.errors.people import ActDenied, ApprovalNeeded
from pos.services.till import Till
from tests.services.selling.test_checkout_overrides import entries, overrides
from tests.shop import (
    CASHIER,
    CASHIER_PIN,
    MANAGER,
    MANAGER_PIN,
    TRAINEE,
    TRAINEE_PIN,
    Shop,
)

KICK = b"\x1b@\x1bR\x00\x1c.\x1bp\x00\x32\xfa"  # Reset, Latin, and ESC p: pin 2, 100 ms on, 500 ms off.
PEOPLE = {
    Role.CASHIER: (CASHIER, CASHIER_PIN),
    Role.MANAGER: (MANAGER, MANAGER_PIN),
    Role.TRAINEE: (TRAINEE, TRAINEE_PIN),
}


def test_the_printer_gets_one_pulse_and_no_paper(tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    till = Shop(tmp_path / "till", printer_url=paper.as_uri()).start_selling()
    with pytest.raises(ApprovalNeeded):
        till.drawer.open("换零钱")
    till.permissions.approve(Act.OPEN_DRAWER, MANAGER, MANAGER_PIN)
    till.drawer.open("换零钱")
    assert till.printing.wait_until_idle(10)
    assert paper.read_bytes() == KICK
    (entry,) = entries(till, EntryKind.OVERRIDE)
    assert (entry.actor, entry.approver) == (CASHIER, MANAGER)
    assert [(each.act, each.reason, each.sale_id) for each in overrides(till)] == [
        (Act.OPEN_DRAWER, "换零钱", None)
    ]
    till.close()


def test_a_printer_that_is_dead_opens_nothing_later(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "till", printer_url="tcp://127.0.0.1:9")
    till = shop.start_selling()
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.drawer.open("换零钱")
    assert len(overrides(till)) == 1  # It was asked for, whatever the printer did.
    for _try in range(3_000):
        if not till.printing.view().healthy:
            break
        time.sleep(0.02)
    assert not till.drawer.printer_opens_it  # The next one is told to take the key.
    till.close()


def test_without_a_printer_the_till_says_so(till: Till) -> None:
    assert not till.drawer.printer_opens_it


# ── The table and the till agree ───────────────────────────────────────────────────────────


def counted(till: Till) -> None:
    till.checkout.scan("6902265360100")


def announced(till: Till) -> None:
    counted(till)
    till.checkout.begin_payment()
    till.checkout.leave_payment()


def do(till: Till, act: Act) -> None:
    """Do one act as far as the till does it at the counter."""
    if act is Act.CHANGE_PRICE:
        counted(till)
        till.checkout.change_price(1, "5")
    elif act is Act.DISCOUNT_LINE:
        counted(till)
        till.checkout.discount_line(1, "10")
    elif act in (Act.SELL_UNLISTED, Act.SELL_UNLISTED_POOLED):
        till.checkout.add_unlisted("蔬菜" if act is Act.SELL_UNLISTED_POOLED else "调味", "5")
    elif act is Act.DROP_LINE:
        counted(till)
        till.checkout.drop(1)
    elif act is Act.DROP_AFTER_TOTAL:
        announced(till)
        till.checkout.drop(1)
    elif act is Act.CANCEL_SALE:
        counted(till)
        till.checkout.cancel()
    elif act is Act.CANCEL_AFTER_TOTAL:
        announced(till)
        till.checkout.cancel()
    else:
        assert act is Act.OPEN_DRAWER
        till.drawer.open()


SELLING = (
    Act.CHANGE_PRICE,
    Act.DISCOUNT_LINE,
    Act.SELL_UNLISTED,
    Act.SELL_UNLISTED_POOLED,
    Act.DROP_LINE,
    Act.DROP_AFTER_TOTAL,
    Act.CANCEL_SALE,
    Act.CANCEL_AFTER_TOTAL,
    Act.OPEN_DRAWER,
)
REFUSALS: dict[Verdict, type[PosError]] = {
    Verdict.DENIED: ActDenied,
    Verdict.NEEDS_APPROVAL: ApprovalNeeded,
}


@pytest.mark.parametrize("act", SELLING)
def test_every_act_answers_every_role_as_the_table_says(till: Till, act: Act) -> None:
    table: Permissions = till.permissions._permissions
    for role, person in PEOPLE.items():
        till.people.sign_in(*person)
        verdict = table.decide(act, role).verdict
        if verdict is Verdict.ALLOWED:
            do(till, act)
        else:
            with pytest.raises(REFUSALS[verdict]):
                do(till, act)
        till.people.sign_in(MANAGER, MANAGER_PIN)
        till.checkout.cancel()
