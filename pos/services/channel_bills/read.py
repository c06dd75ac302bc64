"""The door to reading bills: files in, the movements of a channel out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pos.domain.calendar import BusinessDate
from pos.domain.settlement import ChannelMovement
from pos.domain.tender import TenderKind
from pos.services.channel_bills.alipay import read_alipay
from pos.services.channel_bills.bill import check_bills
from pos.services.channel_bills.files import bill_rows
from pos.services.channel_bills.wechat import read_wechat

_READERS = {TenderKind.WECHAT: read_wechat, TenderKind.ALIPAY: read_alipay}


def read_bills(
    kind: TenderKind, paths: Sequence[Path], *, date: BusinessDate, merchant: str | None = None
) -> tuple[ChannelMovement, ...]:
    """Read the bills of one channel for the settlement of one day.

    The bills of the day before and after may be among them. Raises the Bill… errors of `pos.errors`,
    each with the file and, where it is one row's fault, the row.
    """
    bills = [_READERS[kind](path.name, bill_rows(path)) for path in paths]
    check_bills(bills, date=date, merchant=merchant)
    return tuple(row for bill in bills for row in bill.movements)
