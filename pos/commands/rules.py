"""`python -m pos rules [set NAME=VALUE …]`: the shop's rules, and a manager's change of them."""

from __future__ import annotations

from collections.abc import Sequence

from pos.domain.calendar import read_date
from pos.domain.money import parse_yuan
from pos.domain.shop_rules import AMOUNTS, ShopRules, rules_from_data, rules_to_data
from pos.errors.installation import RuleUnknown
from pos.errors.ledger import EntryWrong
from pos.errors.typed import AmountOutOfRange, AmountUnreadable, CommandUnknown
from pos.services.till import Till
from pos.ui.words.rules_words import rules_words

FROM = "from"  # `from=2026-12-01` beside the rules themselves.


def show(till: Till) -> int:
    """Say what is in force today and what begins later."""
    for rules in till.rules.known():
        print(rules_words(rules))
    return 0


def change(till: Till, words: Sequence[str], staff_id: str, pin: str) -> int:
    """Set some rules in the name of a manager, after number and PIN. Other rules stay as they are.

    Raises RuleUnknown, DateUnreadable, RulesTooEarly, SignInRefused, ActDenied, ApprovalNeeded.
    """
    till.people.sign_in(staff_id, pin)
    try:
        print(f"已设定：{rules_words(set_rules(till, words))}")
    finally:
        till.people.sign_out()
    return 0


def set_rules(till: Till, words: Sequence[str]) -> ShopRules:
    """Put the rules of some words in force, in the name of the person signed in."""
    rules = changed_rules(till, words)
    return till.rules.set(rules, in_force_from=rules.in_force_from)


def changed_rules(till: Till, words: Sequence[str]) -> ShopRules:
    """The rules of the day the change begins, with what `NAME=VALUE` changes of them.

    Raises RuleUnknown, DateUnreadable, CommandUnknown.
    """
    said = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals and value):
            raise CommandUnknown(text=word[:60])
        said[name] = value
    begins = read_date(said.pop(FROM)) if FROM in said else till.rules.today()
    data = rules_to_data(till.rules.on(begins)) | {"in_force_from": begins}
    for name, value in said.items():
        if name not in data or name == "in_force_from":
            raise RuleUnknown(name=name[:40], value=value[:40])
        try:
            read = parse_yuan(value) if name in AMOUNTS else value
            rules_from_data(data | {name: read})
        except (EntryWrong, AmountUnreadable, AmountOutOfRange) as error:
            raise RuleUnknown(name=name[:40], value=value[:40]) from error
        data[name] = read
    return rules_from_data(data)
