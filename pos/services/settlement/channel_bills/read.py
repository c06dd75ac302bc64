"""Reads the bills of a channel: from files to the movements of money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pos.domain.calendar import BusinessDate
from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import ChannelBill
from pos.errors.settlement import BillNotOfChannel, BillOfOtherSort
from pos.services.settlement.channel_bills.alipay import read_alipay
from pos.services.settlement.channel_bills.bill import Bill, put_together
from pos.services.settlement.channel_bills.files import BillFile, bill_files
from pos.services.settlement.channel_bills.sorts import ALIPAY_TRADES, WECHAT_TRADES, Found, Sort, sort_of
from pos.services.settlement.channel_bills.wechat import read_wechat

SORTS: Final = {TenderKind.WECHAT: WECHAT_TRADES, TenderKind.ALIPAY: ALIPAY_TRADES}
_READERS: Final[dict[Sort, Callable[[BillFile, Found], Bill]]] = {
    WECHAT_TRADES: read_wechat,
    ALIPAY_TRADES: read_alipay,
}


def read_bills(
    kind: TenderKind, paths: Sequence[Path], *, date: BusinessDate, merchant: str | None = None
) -> ChannelBill:
    """Read the bills of one channel for the settlement of one day.

    The bills of the days around it may be among them, and bills that overlap. Raises the Bill… errors of
    `pos.errors`, each with the file and, where it is one row's fault, the row.
    """
    bills = [bill for path in paths for bill in _bills_in(kind, path)]
    return put_together(bills, date=date, merchant=merchant)


def read_bill(file: BillFile, found: Found) -> Bill:
    """Read one text whose sort is known. Raises BillOfOtherSort, and what the channels' readers raise."""
    reader = _READERS.get(found.sort)
    if reader is None:
        raise BillOfOtherSort(path=file.name, given=found.sort.name, wanted=SORTS[found.sort.kind].name)
    return reader(file, found)


def _bills_in(kind: TenderKind, path: Path) -> Iterator[Bill]:
    """The channel's bills inside one file; beside them a zip may have summaries."""
    wanted = SORTS[kind]
    known = [(file, found) for file in bill_files(path) if (found := sort_of(file)) is not None]
    bills = [(file, found) for file, found in known if found.sort == wanted]
    for file, found in bills:
        yield read_bill(file, found)
    if bills:
        return
    if known:
        raise BillOfOtherSort(path=path.name, given=known[0][1].sort.name, wanted=wanted.name)
    raise BillNotOfChannel(path=path.name, channel=wanted.name)
