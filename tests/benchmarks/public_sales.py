"""The journal of a till that sells the demo shop's goods to the public. Material for benchmarks, no test."""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from monitor.settings import RESOURCES
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import entry_statement
from pos.domain.calendar import business_date
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.chain import genesis, seal
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, encode_entry, raw_data
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.programme.programme import Programme
from pos.domain.selling.basket import Basket, BasketLine, Origin
from pos.domain.selling.quote import quote
from pos.domain.selling.sale import conclude
from pos.domain.shifts.shift import sale_number
from sync.protocol.messages import WireEntry

LINES = 10
SALES_A_DAY = 300
DAY_MS = 24 * 60 * 60 * 1000

_GOODS_FILE = RESOURCES / "demo" / "goods.csv"
_WEIGHED = "按重量"


def read_goods(path: Path = _GOODS_FILE) -> list[BasketLine]:
    """The demo shop's goods, each as a line of one piece or kilogram."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            BasketLine(
                number=1,
                code=row["条码"],
                name=f"{row['品名']} {row['规格']}".strip(),
                unit=row["单位"],
                category=row["类别"],
                sold_by=SoldBy.WEIGHT if row["销售方式"] == _WEIGHED else SoldBy.PIECE,
                unit_price=round(float(row["价格"]) * 100),
                quantity=1000,
                amount=None,
                barcode=row["条码"],
                origin=Origin.SCAN,
            )
            for row in csv.DictReader(file)
        ]


class PublicTill:
    """Sells ten lines at a time to nobody in particular; the same seed sells the same."""

    def __init__(
        self,
        till_id: str,
        key: DeviceKey,
        programme: Programme,
        *,
        last_ms: int,
        goods_max: int | None = None,
        seed: int = 1,
    ) -> None:
        """`last_ms` is when the newest sale was made; `goods_max` leaves the shop so many kinds of goods."""
        self.till_id = till_id
        self.key = key
        self.last_ms = last_ms
        self._programme = programme
        self._random = random.Random(seed)
        self._goods = read_goods()
        self._random.shuffle(self._goods)
        self._goods = self._goods[:goods_max]
        # A few goods are in most baskets: the n-th is asked for 1/n as often as the first (Zipf).
        self._asked_for = list(itertools.accumulate(1 / rank for rank in range(1, len(self._goods) + 1)))

    def entries(self, count: int, *, epoch: int = 1) -> Iterator[WireEntry]:
        """So many sales from the beginning of the journal, in its order, the last one at `last_ms`."""
        previous_hash = genesis(self.till_id, epoch)
        for sequence in range(1, count + 1):
            at_ms = self.last_ms - (count - sequence) * DAY_MS // SALES_A_DAY
            # Sorts by time, as a till's do.
            entry_id = str(UUID(int=at_ms << 80 | self._random.getrandbits(80)))
            payload = encode_entry(self._sale(sequence, entry_id, at_ms, epoch=epoch))
            sealed = seal(sequence, entry_id, payload, previous_hash)
            previous_hash = sealed.entry_hash
            signature = self.key.sign(entry_statement(previous_hash))
            yield WireEntry(sequence, entry_id, payload, previous_hash, signature, sealed.suite)

    def _sale(self, sequence: int, entry_id: str, at_ms: int, *, epoch: int) -> Entry:
        date = business_date(at_ms)
        basket = Basket(entry_id, date, at_ms - 60_000, self._lines(), None)
        priced = quote(basket.items(), self._programme, left=None)
        kind = self._random.choice((TenderKind.CASH, TenderKind.WECHAT, TenderKind.ALIPAY))
        said_by = None if kind is TenderKind.CASH else "1001"
        tender = Tender(kind, priced.totals.payable, confirmed_by=said_by)
        sale = conclude(
            Basket(entry_id, date, basket.opened_at_ms, basket.lines, None, tenders=(tender,)),
            priced,
            (),
            sale_no=sale_number(self.till_id, date, sequence % 9_999 + 1),
            shift_id=f"{date}-1",
        )
        return Entry(
            till_id=self.till_id,
            epoch=epoch,
            sequence=sequence,
            entry_id=entry_id,
            kind=EntryKind.SALE.value,
            version=VERSIONS[EntryKind.SALE],
            at_ms=at_ms,
            business_date=date,
            actor="1001",
            approver=None,
            raw=raw_data(sale),
        )

    def _lines(self) -> tuple[BasketLine, ...]:
        return tuple(self._line(number) for number in range(1, LINES + 1))

    def _line(self, number: int) -> BasketLine:
        [goods] = self._random.choices(self._goods, cum_weights=self._asked_for)
        weighed = goods.sold_by is SoldBy.WEIGHT
        quantity = self._random.randrange(200, 2_500) if weighed else 1000 * self._random.choice((1, 1, 1, 2))
        return BasketLine(
            number=number,
            code=goods.code,
            name=goods.name,
            unit=goods.unit,
            category=goods.category,
            sold_by=goods.sold_by,
            unit_price=goods.unit_price,
            quantity=quantity,
            amount=None,
            barcode=goods.barcode,
            origin=goods.origin,
        )


def in_batches(entries: Iterable[WireEntry], size: int) -> Iterator[list[WireEntry]]:
    """Entries in their order, `size` at a time; they need not all be there at once."""
    waiting = iter(entries)
    while batch := list(itertools.islice(waiting, size)):
        yield batch
