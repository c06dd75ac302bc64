"""What several stories say in one word."""

from __future__ import annotations

from pos.domain.tender import TenderKind
from pos.services.till import Till
from tests.shop import SOY


def sell_soy(till: Till) -> str:
    """Sell one bottle for cash and return the sale's number."""
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.CASH, "10")
    return till.checkout.done().sale_no
