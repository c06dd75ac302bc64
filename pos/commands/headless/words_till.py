"""The headless till's words for the till itself: a customer's consent, the self-test, the rules."""

from __future__ import annotations

from pos.commands.headless.as_json import state_data
from pos.commands.headless.words import Answer, Words
from pos.commands.rules import set_rules
from pos.domain.selling.basket import Confirmer
from pos.domain.shop_rules import rules_to_data
from pos.errors.typed import CommandUnknown
from pos.services.till import Till

_LOOK_S = 0.2  # At the latest after this an ask that nobody answered is looked at.


def till_words(till: Till) -> Words:
    """`confirm [cashier]`: the yes to what the card pays; `self-test`: ready for the 1st?

    `ask`: wait some seconds until it is decided what others give of the card's month; `unask`: go on without.

    `rules`: what is in force today and what begins later; `rules NAME=VALUE … [from=DATE]` sets some.
    """

    def confirm(arguments: list[str]) -> Answer:
        # A script has no customer: its yes counts as spoken to the person signed in.
        if arguments not in ([], [Confirmer.CASHIER.value]):
            raise CommandUnknown(text=" ".join(arguments)[:60])
        return state_data(till.checkout.confirm_card(Confirmer.CASHIER))

    def date(arguments: list[str]) -> Answer:
        return state_data(till.confirm_date(arguments[0]))

    def self_test(_arguments: list[str]) -> Answer:
        findings = till.self_test.look()
        return {
            "ready": all(finding.verdict != "bad" for finding in findings),
            "parts": {
                finding.part.value: {"verdict": finding.verdict.value, **finding.facts}
                for finding in findings
            },
        }

    def ask(_arguments: list[str]) -> Answer:
        seen = 0
        while (now := till.asks.look()) is not None and now.is_open:
            seen = till.asks.wait(seen, timeout_s=_LOOK_S)
        return state_data(till.take_news() or till.checkout.state)

    def rules(arguments: list[str]) -> Answer:
        if arguments:
            set_rules(till, arguments)
        return {"rules": [rules_to_data(each) for each in till.rules.known()]}

    return {
        "confirm": (0, 1, confirm),
        "self-test": (0, 0, self_test),
        "ask": (0, 0, ask),
        "unask": (0, 0, lambda _: state_data(till.checkout.stop_asking())),
        "date": (1, 1, date),
        "rules": (0, 20, rules),
    }
