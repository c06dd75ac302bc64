"""Groups of entry kinds that are searched together, and their names. Data; no Qt."""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind

# What can be looked for together.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("全部", ()),
    ("销售", (EntryKind.SALE,)),
    ("退货", (EntryKind.RETURN, EntryKind.SALE_RELEASED, EntryKind.GOODS_SLIP, EntryKind.GOODS_SLIP_VOID)),
    ("收款", (EntryKind.PAYMENT_ASKED, EntryKind.PAYMENT_ANSWERED, EntryKind.TENDER_TAKEN_BACK)),
    (
        "例外",
        (
            EntryKind.OVERRIDE,
            EntryKind.LINE_DROPPED,
            EntryKind.RECEIPT_REPRINTED,
            EntryKind.PIN_REFUSED,
            EntryKind.PIN_CLEARED,
            EntryKind.CARD_REFUSED,
        ),
    ),
    (
        "班次",
        (
            EntryKind.SHIFT_OPENED,
            EntryKind.CASH_MOVED,
            EntryKind.SHIFT_COUNTED,
            EntryKind.SHIFT_CLOSED,
            EntryKind.DAY_CLOSED,
        ),
    ),
)
