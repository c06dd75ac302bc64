"""The open sale: every act of the cashier from the first scan to the committed entry.

Each method either returns the new state or raises a `PosError` that says why not; then nothing
has changed. The basket is stored before it is shown, so a killed till comes back with exactly
what was on the screen. The sale is in the ledger before anything is printed.
"""

from __future__ import annotations

from pos.services.selling.checkout_goods import SellingGoods
from pos.services.selling.checkout_holds import HoldingSales
from pos.services.selling.checkout_money import TakingMoney
from pos.services.selling.checkout_overrides import Overriding
from pos.services.selling.checkout_payments import TakingPayments


class Checkout(SellingGoods, Overriding, TakingMoney, TakingPayments, HoldingSales):
    """The open sale and everything that can be done with it. Not thread-safe: one thread calls it."""
