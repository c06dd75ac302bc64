"""Puts the parts of make-goods together, for `pos.bootstrap`."""

from __future__ import annotations

from collections.abc import Callable

from pos.services.cards.card_desk import CardDesk
from pos.services.counter.recorder import Recorder
from pos.services.make_goods.credit_watch import CreditWatch
from pos.services.make_goods.make_good_desk import MakeGoodDesk
from pos.services.papers.receipt_desk import ReceiptDesk
from pos.services.people.permissions import PermissionDesk
from pos.services.ports import CreditLookup
from pos.services.selling.checkout import Checkout


def make_good_desk(
    recorder: Recorder,
    permissions: PermissionDesk,
    lookup: CreditLookup | None,
    receipts: ReceiptDesk,
    cards: CardDesk,
    checkout: Checkout,
    changed: Callable[[], None],
) -> MakeGoodDesk:
    """The desk, asked about each card that is shown; its papers are the print queue's from now on."""
    watch = CreditWatch(lookup, changed)
    desk = MakeGoodDesk(
        recorder,
        permissions,
        lookup,
        watch,
        receipts,
        receipts.shop,
        paying=lambda: checkout.state.basket.paying,
        fenced=lambda: cards.fenced,
    )
    cards.shown = watch.look
    checkout.coming_of = desk.coming_of
    receipts.composers |= desk.composers()
    return desk
