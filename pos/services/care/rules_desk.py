"""The shop's rules at this till: which are in force on a date, and setting new ones by an entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pos.domain.calendar import BusinessDate, business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.shop_rules import RulesSet, ShopRules, rules_on
from pos.errors.installation import RulesTooEarly
from pos.errors.selling import SaleBeingPaid
from pos.services.counter.recorder import Recorder
from pos.services.people.permissions import PermissionDesk


@dataclass(frozen=True, slots=True)
class RulesDesk:
    """Tells the rules and sets them. `shipped` is the dated list that came with the program."""

    recorder: Recorder
    permissions: PermissionDesk
    shipped: tuple[ShopRules, ...]
    money_taken: Callable[[], bool] = lambda: False  # Whether money was taken for the open sale.

    def on(self, date: BusinessDate) -> ShopRules:
        """The rules in force on a business date."""
        return rules_on(self.shipped, self.recorder.ledger.shop_rules(), date)

    def today(self) -> BusinessDate:
        """The business date now."""
        return business_date(self.recorder.clock.now_ms())

    def known(self) -> tuple[ShopRules, ...]:
        """The rules in force today, and those that begin later, by date."""
        today = self.today()
        own = self.recorder.ledger.shop_rules()
        later = sorted(
            {rules.in_force_from for rules in (*self.shipped, *own) if rules.in_force_from > today}
        )
        told = [self.on(today)]
        for date in later:
            if self.on(date) != told[-1]:
                told.append(self.on(date))
        return tuple(told)

    def set(self, rules: ShopRules, *, in_force_from: BusinessDate | None = None) -> ShopRules:
        """Put a whole set of rules in force from a business date, today if none is named.

        Today's rules cannot change while money was taken for the open sale: its rule stays until it is done.
        Raises RulesTooEarly, SaleBeingPaid, SignInNeeded, ActDenied, ApprovalNeeded, LedgerUnwritable.
        """
        today = self.today()
        rules = replace(rules, in_force_from=in_force_from or today)
        if rules.in_force_from < today:
            raise RulesTooEarly(date=rules.in_force_from, today=today)
        if rules.in_force_from == today and self.money_taken():
            raise SaleBeingPaid
        permit = self.permissions.permit(Act.CHANGE_RULES)
        self.recorder.fact(
            EntryKind.SHOP_RULES_SET,
            RulesSet.of(rules, rule=permit.rule),
            business_date=today,
            permit=permit,
        )
        return rules
