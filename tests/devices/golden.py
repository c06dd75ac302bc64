"""The receipts whose bytes are kept for ever, and how to write them anew after looking at every difference.

`python -m tests.devices.golden` writes them; `git diff` on the .txt files shows what a customer would see.
"""

from __future__ import annotations

from pathlib import Path

from pos.devices.escpos import receipt_bytes
from pos.devices.reader import plain_text
from pos.domain.cards.lease_moves import MakeGoodSlip
from pos.domain.selling.receipt import Receipt
from pos.services.days.day_slip import day_slip
from pos.services.papers.make_good_paper import MakeGoodOnPaper, make_good_slip
from pos.services.printing.receipts import sale_receipt
from pos.services.returns.goods_slip_paper import goods_slip
from pos.services.returns.return_slip import return_slip
from pos.services.shifts.shift_slips import shift_slip, x_slip
from pos.services.words.receipt_words import pool_names
from tests.devices.sample_day import CLOSED, OFFLINE, SHIFT, SIGNED, X_REPORT, name_of
from tests.devices.sample_sales import PROGRAMME, SHOP, design_return, design_sale, design_slip, sale
from tests.records import replace

FOLDER = Path(__file__).parent / "golden"
COLUMNS = (48, 32)
DESIGN_MAKE_GOOD = MakeGoodOnPaper(
    MakeGoodSlip(
        slip_no="S01-1-20261123-M001",
        sale_id="s-87",
        sale_no="S01-1-20261123-0087",
        card_no="6201000000000012",
        month="2026-11",
        reason="holder_away",
    ),
    at_ms=1_795_400_070_000,
    cashier="李芳",
    short_hash="791f7df0",
)


def golden_receipts() -> dict[str, Receipt]:
    """The receipts by name: the design's basket with a card, the same goods without one, and given back."""
    names = pool_names(PROGRAMME)
    return {
        "card": sale_receipt(design_sale(), SHOP, programme=PROGRAMME, reprint=False),
        "public": sale_receipt(sale(), SHOP, programme=PROGRAMME, reprint=False),
        "x_report": x_slip(X_REPORT, SHOP, name_of),
        "shift": shift_slip(SHIFT, CLOSED, SHOP, name_of, short_hash="791f7df0", reprint=False),
        "day": day_slip(SIGNED, SHOP, name_of),
        "day_again": day_slip(OFFLINE, SHOP, name_of, reprint=True),
        "return": return_slip(design_return(), SHOP, pool_names=names, reprint=False),
        "goods_slip": goods_slip(design_slip(), replace(SHOP, till_id="S01-2"), reprint=False),
        "make_good": make_good_slip(DESIGN_MAKE_GOOD, SHOP, reprint=False),
        "void": return_slip(design_return(void=True), SHOP, pool_names=names, reprint=False),
    }


def write() -> None:
    """Write bytes and text of every golden receipt."""
    FOLDER.mkdir(exist_ok=True)
    for name, receipt in golden_receipts().items():
        for columns in COLUMNS:
            data = receipt_bytes(receipt, columns=columns, encoding="gb18030")
            (FOLDER / f"{name}_{columns}.bin").write_bytes(data)
            text = plain_text(data, columns=columns)
            (FOLDER / f"{name}_{columns}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
