"""For each refusal, who can do something about it here and now. One table of data.

The sentences (why, and what to do) stand in the front's words. This table says whose turn it is, so
that no refusal is a dead end: a front offers the approval on the spot where there is one, and the day
counts the cards whose holders were sent away without a benefit.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class WayOn(Enum):
    """Who can do something about a refusal."""

    CORRECT = "correct"  # Who typed or scanned it does it again, otherwise.
    FIRST = "first"  # Another step comes first; the words name it.
    APPROVAL = "approval"  # A second person's number and PIN, here and now; then the step goes on.
    HOLDER = "holder"  # The card's holder, with the federation; the goods go at market price meanwhile.
    MANAGER = "manager"  # The store manager puts it right.
    FEDERATION = "federation"
    SUPPORT = "support"


# By the code, or by its family: what stands before the dot. The longer one wins.
WAYS_ON: Final[Mapping[str, WayOn]] = MappingProxyType(
    {
        "act": WayOn.APPROVAL,
        "approval.needed": WayOn.APPROVAL,
        "approval.not_asked": WayOn.FIRST,
        "approval.unfit": WayOn.CORRECT,  # The panel stays open: another person's number.
        "amount": WayOn.CORRECT,
        "barcode": WayOn.CORRECT,
        "basket": WayOn.FIRST,
        "benefit": WayOn.FIRST,  # The last paper is scanned, or the platform is reached.
        "benefit.month_unvouched": WayOn.MANAGER,
        "bill": WayOn.MANAGER,
        "card.already_attached": WayOn.FIRST,
        "card.check_digit_wrong": WayOn.CORRECT,
        "card.expired": WayOn.HOLDER,
        "card.foreign": WayOn.HOLDER,
        "card.lost": WayOn.HOLDER,
        "card.missing": WayOn.FIRST,
        "card.not_yet_valid": WayOn.HOLDER,
        "card.suspended": WayOn.HOLDER,
        "card.token_early": WayOn.HOLDER,
        "card.token_forged": WayOn.HOLDER,
        "card.token_stale": WayOn.HOLDER,
        "card.token_unreadable": WayOn.CORRECT,
        "card.unknown": WayOn.HOLDER,
        "card.yes_needed": WayOn.FIRST,
        "cash": WayOn.CORRECT,
        "catalogue": WayOn.FIRST,
        "category": WayOn.CORRECT,
        "clock": WayOn.MANAGER,
        "command": WayOn.CORRECT,
        "count": WayOn.CORRECT,
        "credit": WayOn.FIRST,  # Asked again, paid at the till that has it, or when the line is up.
        "credit.fenced": WayOn.FEDERATION,
        "credit.stopped": WayOn.FEDERATION,  # The card's holder is told so when the card is shown.
        "date": WayOn.CORRECT,
        "day": WayOn.FIRST,
        "discount": WayOn.CORRECT,
        "enrolment": WayOn.FEDERATION,
        "explanation": WayOn.CORRECT,
        "entry": WayOn.SUPPORT,
        "goods": WayOn.FIRST,
        "goods_file": WayOn.MANAGER,
        "hold": WayOn.CORRECT,
        "label": WayOn.CORRECT,
        "line": WayOn.CORRECT,
        "name": WayOn.CORRECT,
        "payment": WayOn.FIRST,
        "payment_code": WayOn.FIRST,
        "price": WayOn.CORRECT,
        "price_check": WayOn.FIRST,
        "programme": WayOn.FEDERATION,
        "quantity": WayOn.CORRECT,
        "quote": WayOn.CORRECT,
        "reason": WayOn.CORRECT,
        "report": WayOn.CORRECT,
        "refund": WayOn.FIRST,  # The phone's money goes back first, and a person confirms it.
        "return": WayOn.CORRECT,
        "return.before_sale": WayOn.MANAGER,
        "return.never_paid": WayOn.MANAGER,
        "return.payment_open": WayOn.FIRST,
        "return.while_paying": WayOn.FIRST,
        "slip": WayOn.FIRST,  # The selling till released the sale, or the slip is ended.
        "rules": WayOn.CORRECT,
        "sale": WayOn.CORRECT,
        "sale.being_paid": WayOn.FIRST,
        "scan": WayOn.CORRECT,
        "settings": WayOn.MANAGER,
        "shift": WayOn.FIRST,
        "sign_in": WayOn.CORRECT,
        "sign_in.locked": WayOn.APPROVAL,  # A manager may lift the lock here and now.
        "staff": WayOn.CORRECT,
        "tender": WayOn.CORRECT,
        "void": WayOn.FIRST,
    }
)


def way_on(code: str) -> WayOn | None:
    """The next step after a refusal with this code; None for an unknown code."""
    return WAYS_ON.get(code) or WAYS_ON.get(code.partition(".")[0])
