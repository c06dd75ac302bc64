"""Cash rules that tills set. Each sale names one, which must have been in force then (DESIGN 3.4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from monitor.devices.devices import Device
from monitor.journal.day_facts import RulesSet
from monitor.journal.examining import Examined, Trouble, trouble_of
from monitor.settings import RESOURCES
from monitor.store.columns import of_till
from monitor.store.day_tables import shop_rule
from monitor.store.rows import insert_once
from pos.domain.calendar import business_date
from pos.domain.journal.entries import Entry
from pos.domain.selling.checks import ROUNDED_SINCE, Finding, check_cash_rule, check_rules_begin
from pos.domain.selling.sale import SaleFacts
from pos.domain.shop_rules import CashRounding, ShopRules, shipped_rules_from_data

_SHIPPED_FILE: Final = RESOURCES / "policy" / "shop_rules.json"


_RULES: Final = select(shop_rule).where(*of_till(shop_rule)).order_by(shop_rule.c.sequence)


@cache
def read_shipped_rules(path: Path = _SHIPPED_FILE) -> tuple[ShopRules, ...]:
    """The dated rules that come with the program, in force where a till set none of its own.

    A release's file does not change under a running program: it is read once.
    """
    return shipped_rules_from_data(json.loads(path.read_text(encoding="utf-8")))


class RuleBook:
    """What one installation set, in the order of its journal.

    Rules whose entry does not count because it has no signature are still known: its place in the
    chain proves them the till's, and the sales that followed them are not to be blamed for it.
    """

    def __init__(self, shipped: Sequence[ShopRules], own: Iterable[tuple[int, ShopRules]] = ()) -> None:
        self._shipped = tuple(shipped)
        self._own = list(own)
        self._answers: dict[tuple[CashRounding, str, str, int], Finding | None] = {}

    def check(self, each: Examined) -> Trouble | None:
        """What is wrong with the rules of an entry, beside those set before it; it is noted."""
        found, header = None, each.header
        if header is None:
            return None
        if isinstance(each.fact, RulesSet):
            found = check_rules_begin(each.fact.rules, date=header.business_date)
            if found is None and header.sequence not in {sequence for sequence, _rules in self._own}:
                self._own.append((header.sequence, each.fact.rules))
                self._answers.clear()
        elif each.sale is not None and header.version >= ROUNDED_SINCE:
            found = self._check_sale(each.sale, header)
        return _trouble(found)

    def _check_sale(self, sale: SaleFacts, header: Entry) -> Finding | None:
        """The same rule on the same days after the same settings has one answer: a day asks it once."""
        before = [rules for sequence, rules in self._own if sequence < header.sequence]
        asked = (sale.cash_rule, header.business_date, business_date(header.at_ms), len(before))
        if asked not in self._answers:
            self._answers[asked] = check_cash_rule(
                sale, self._shipped, before, date=header.business_date, at_ms=header.at_ms
            )
        return self._answers[asked]


def open_rule_book(connection: Connection, device: Device) -> RuleBook:
    """What a device set so far, as it is stored."""
    rows = connection.execute(_RULES, device.of)
    own = [
        (row.sequence, ShopRules(row.in_force_from, cash_rounding=CashRounding(row.cash_rounding)))
        for row in rows
    ]
    return RuleBook(read_shipped_rules(), own)


def book_rules(connection: Connection, device: Device, fresh: Sequence[Examined]) -> None:
    """Store what a batch set; not rules that were to begin before the day they were set."""
    rows = []
    for each in fresh:
        if not isinstance(each.fact, RulesSet) or each.header is None:
            continue
        rules = each.fact.rules
        if check_rules_begin(rules, date=each.header.business_date) is None:
            rows.append(
                {
                    **device.key,
                    "sequence": each.header.sequence,
                    "in_force_from": rules.in_force_from,
                    "cash_rounding": rules.cash_rounding.value,
                }
            )
    insert_once(connection, shop_rule, rows)


def _trouble(found: Finding | None) -> Trouble | None:
    return None if found is None else trouble_of(found.code, found.detail)
