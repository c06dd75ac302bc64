"""The headless till's words about the till itself and its customer: the yes, and the self-test."""

from __future__ import annotations

from pos.commands.headless_json import state_data
from pos.commands.words import Answer, Words
from pos.domain.basket import Confirmer
from pos.services.till import Till


def till_words(till: Till) -> Words:
    """`confirm [cashier]`: the yes to what the card pays; `self-test`: ready for the 1st?"""

    def confirm(arguments: list[str]) -> Answer:
        by = Confirmer.CASHIER if arguments[:1] == [Confirmer.CASHIER.value] else Confirmer.CUSTOMER
        return state_data(till.checkout.confirm_card(by))

    def self_test(_arguments: list[str]) -> Answer:
        findings = till.self_test.look()
        return {
            "ready": all(finding.verdict != "bad" for finding in findings),
            "parts": {
                finding.part.value: {"verdict": finding.verdict.value, **finding.facts}
                for finding in findings
            },
        }

    return {"confirm": (0, 1, confirm), "self-test": (0, 0, self_test)}
