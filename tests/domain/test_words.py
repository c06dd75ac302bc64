"""The words that stand in journals, messages and catalogues. Others read them: they never change."""

from __future__ import annotations

from enum import StrEnum

import pytest

from pos.domain.cards.card import BenefitState, CardStatus
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind, TenderState
from pos.domain.people.staff import Role
from pos.domain.programme.programme import SUBSIDY, CapBasis
from pos.domain.scanning.codes import PaymentProvider
from pos.domain.selling.basket import Confirmer, Origin
from pos.domain.selling.quote import NoBenefit
from pos.domain.shop_rules import CashRounding


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (BenefitState, {"ready", "no_lease", "no_programme", "refused", "fenced"}),
        (Confirmer, {"customer", "cashier"}),
        (CapBasis, {"market", "paid"}),
        (CashRounding, {"off", "down_to_jiao", "half_up_to_jiao", "down_to_yuan"}),
        (CardStatus, {"active", "lost", "suspended"}),
        (
            EntryKind,
            {
                "till_enrolled", "programme_adopted", "leases_granted", "shift_opened", "sale",
                "receipt_reprinted", "line_dropped", "tender_taken_back", "return", "payment_asked",
                "payment_answered", "cash_moved", "date_confirmed", "card_refused", "pin_refused",
                "pin_cleared", "staff_changed", "settings_changed", "goods_changed", "shop_rules_set",
                "till_bound", "goods_slip", "goods_slip_void", "sale_released", "shift_counted",
                "shift_closed", "day_closed", "card_proven",
                "override", "lease_released", "lease_received",
                "make_good_slip", "make_good_paid",
            },
        ),
        (NoBenefit, {"category", "cap_used_up", "cap_reached"}),
        (Origin, {"scan", "label", "keyed", "quick_key", "unlisted"}),
        (PaymentProvider, {"wechat", "alipay"}),
        (Role, {"cashier", "manager", "trainee"}),
        (SoldBy, {"piece", "weight"}),
        (TenderKind, {"cash", "wechat", "alipay", "other"}),
        (TenderState, {"confirmed", "unknown"}),
    ],
)  # fmt: skip
def test_a_word_that_was_written_once_stays_readable(kind: type[StrEnum], words: set[str]) -> None:
    """A new word is added here; one that is gone or spelt anew makes old journals unreadable."""
    assert {each.value for each in kind} == words
    assert all(str(each) == each.value for each in kind)


def test_whoever_issued_a_payment_code_is_a_way_of_paying() -> None:
    assert {TenderKind(provider.value) for provider in PaymentProvider} == {
        TenderKind.WECHAT,
        TenderKind.ALIPAY,
    }


def test_the_subsidy_is_a_pool_by_this_name() -> None:
    assert SUBSIDY == "subsidy"
