"""What an act costs as the shop grows: sales in the ledger, goods in the catalogue, lines in the basket.

Every size has a till of its own; they take turns, so that all meet the same disk and the same neighbours.
`python -m tests.benchmarks.growth --sales 1000000 --goods 1000000 --pictures docs` goes to the end.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter_ns

from msgspec import structs

from pos.domain.goods.goods import Goods
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind
from pos.domain.shifts.shift import sale_number
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.journal_search import JournalQuery
from pos.ledger.ledger import Ledger, NewEntry
from pos.ledger.sqlite import Connection, connect
from pos.services.installation.identity import LEDGER_FILE
from pos.services.installation.this_folder import find_installation
from pos.services.till import Till
from tests.benchmarks.catalogue import shelves
from tests.benchmarks.curve import draw
from tests.shop import CARDS, MORNING_MS, Shop, grant

LEDGERS = (0, 10_000, 100_000)  # Sales.
CATALOGUES = (1_000, 10_000, 100_000)  # Goods.
BASKETS = (1, 20, 100, 500)  # Lines.
USUAL_LINES = 20  # Below it the fixed part of an act hides what a line costs.
TURNS = 40
SALES_A_DAY = 300
DAY_BEFORE = date(2026, 11, 22)
DAY_MS = 86_400_000
LINES_OF_A_SALE = 10


@dataclass(frozen=True, slots=True)
class Act:
    """Something somebody waits for, on a till of any size."""

    name: str
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Growth:
    """What acts cost (µs) by the size of one thing. `usual` is the size the others are compared with."""

    name: str
    title: str
    costs: Mapping[str, Mapping[int, float]]
    usual: int

    def figures(self) -> dict[str, float]:
        """Each act's cost at the usual size, and the largest's as a multiple of it."""
        told: dict[str, float] = {}
        for act, by_size in self.costs.items():
            told[f"{self.name}_{act}_us"] = round(by_size[self.usual], 2)
            told[f"{self.name}_{act}_ratio"] = round(by_size[max(by_size)] / by_size[self.usual], 3)
        return told

    def draw(self, file: Path) -> None:
        """Write the curves from the usual size on."""
        curves = {
            act.replace("_", " "): [
                (max(size, 1), cost / by_size[self.usual])
                for size, cost in sorted(by_size.items())
                if size >= self.usual
            ]
            for act, by_size in self.costs.items()
        }
        draw(file, self.title, curves)


def measure(
    *,
    ledgers: Sequence[int] = LEDGERS,
    catalogues: Sequence[int] = CATALOGUES,
    baskets: Sequence[int] = BASKETS,
    turns: int = TURNS,
    pictures: Path | None = None,
) -> dict[str, float]:
    """Costs at the usual size in µs, and how many times more the largest takes."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        by_ledger = _by_size(
            {size: _ledger_acts(Path(folder) / f"ledger-{size}", size, opened) for size in ledgers}, turns
        )
        by_catalogue = _by_size(
            {size: _catalogue_acts(Path(folder) / f"goods-{size}.db", size, opened) for size in catalogues},
            turns * 5,
        )
        by_basket = _baskets(Path(folder) / "baskets", baskets, turns)
    grown = (
        Growth("ledger", "Cost of an act, by sales in the ledger", by_ledger, min(ledgers)),
        Growth("catalogue", "Cost of a search, by goods in the catalogue", by_catalogue, min(catalogues)),
        Growth("basket", "Cost of a line, by lines in the basket", by_basket, USUAL_LINES),
    )
    if pictures is not None:
        for growth in grown:
            growth.draw(pictures / f"growth_of_{growth.name}.svg")
    return {name: value for growth in grown for name, value in growth.figures().items()}


def _by_size(acts: Mapping[int, Sequence[Act]], turns: int) -> dict[str, dict[int, float]]:
    """The median cost of each act in µs, by name and size."""
    times: dict[str, dict[int, list[float]]] = {}
    for turn in range(turns + 1):
        for size, of_size in acts.items():
            for act in of_size:
                begun = perf_counter_ns()
                act.do()
                took = (perf_counter_ns() - begun) / 1e3
                if turn:  # The first one fills caches.
                    times.setdefault(act.name, {}).setdefault(size, []).append(took)
    return {name: {size: median(all_) for size, all_ in sizes.items()} for name, sizes in times.items()}


# ── The ledger ─────────────────────────────────────────────────────────────────────────────────


def _ledger_acts(folder: Path, sales: int, opened: ExitStack) -> Sequence[Act]:
    goods = tuple(shelves(LINES_OF_A_SALE))
    shop = Shop(folder, goods=goods)
    numbers = _fill(shop, goods, sales)
    till = shop.start_selling()
    opened.callback(till.close)
    ledger = till.checkout._parts.recorder.ledger
    chance = random.Random(sales)
    today = JournalQuery(business_date=f"{DAY_BEFORE + timedelta(days=1)}")
    return (
        Act("open", lambda: _opened_again(shop)),
        Act("sale", lambda: _sell(till, goods)),
        Act("find_sale", lambda: ledger.sale(chance.choice(numbers))),
        Act("last_sale", ledger.last_sale),
        Act("sums", lambda: ledger.sums_upto(ledger.head()[0])),
        Act("batch", lambda: ledger.entries_after(ledger.head()[0] - 5, entries_max=5, bytes_max=10**6)),
        Act("journal", lambda: ledger.search_journal(today, before=None, limit=5)),
    )


def _opened_again(shop: Shop) -> None:
    """What a start does with a ledger, on a second connection: the till holds the lock of the folder."""
    identity, key = find_installation(shop.settings)
    connection = Ledger.open(
        shop.folder / LEDGER_FILE,
        till_id=identity.till_id,
        epoch=identity.epoch,
        signer=key.sign,
        backups=shop.folder / "backups",
    )
    connection._readers.close()
    connection._writer.close()


def _sell(till: Till, goods: Sequence[Goods]) -> None:
    for each in goods:
        till.checkout.scan(each.code)
    till.checkout.pay(TenderKind.CASH, None)
    till.checkout.done()


def _fill(shop: Shop, goods: Sequence[Goods], sales: int) -> Sequence[str]:
    """Sell once, then write that sale down again and again, as of the days before; gives the numbers."""
    with closing(shop.start_selling()) as till:
        _sell(till, goods)
        last = till.checkout._parts.recorder.ledger.last_sale()
        assert last is not None
    numbers = [last.facts.sale_no]
    identity, key = find_installation(shop.settings)
    with closing(
        Ledger.open(
            shop.folder / LEDGER_FILE,
            till_id=identity.till_id,
            epoch=identity.epoch,
            signer=key.sign,
            backups=shop.folder / "backups",
            open_connection=_fast,
        )
    ) as ledger:
        for place in range(sales - 1):
            days, count = divmod(place, SALES_A_DAY)
            day = f"{DAY_BEFORE - timedelta(days=days)}"
            numbers.append(sale_number(identity.till_id, day, count + 1))
            ledger.append(
                NewEntry(
                    kind=EntryKind.SALE,
                    data=structs.replace(last.facts, sale_no=numbers[-1]),
                    entry_id=f"grown-{place}",
                    at_ms=MORNING_MS - (days + 1) * DAY_MS + count,
                    business_date=day,
                    actor=last.cashier,
                )
            )
        ledger.verify_rest()  # Every till does so in its first idle minute; this one would meanwhile.
    return numbers


def _fast(path: Path) -> Connection:
    """Without a sync for each of a million sales: nothing here has to outlive a power cut."""
    return connect(path, synchronous="NORMAL", autocheckpoint_pages=10_000)


# ── The catalogue ──────────────────────────────────────────────────────────────────────────────


def _catalogue_acts(path: Path, count: int, opened: ExitStack) -> Sequence[Act]:
    goods = shelves(count)
    catalogue = Catalogue(path)
    opened.callback(catalogue.close)
    catalogue.replace_goods(goods)
    chance = random.Random(7)
    # So many are sold again and again, whatever else stands in the catalogue.
    codes = [each.code for each in chance.sample(goods, min(500, count))]
    return (
        Act("by_code", lambda: catalogue.goods_by_code(chance.choice(codes))),
        Act("by_initials", lambda: catalogue.search(chance.choice(("bd", "wcd", "yzcz", "ltx")))),
        Act("by_name", lambda: catalogue.search(chance.choice(("番茄", "大米", "菜籽")))),
        Act("unknown", lambda: catalogue.goods_by_code("6999999999994")),
    )


# ── The basket ─────────────────────────────────────────────────────────────────────────────────


def _baskets(folder: Path, sizes: Sequence[int], turns: int) -> dict[str, dict[int, float]]:
    """The cost of each line: of its scan into a full basket, and of the sale that is paid and stored."""
    goods = shelves(max(sizes))
    shop = Shop(folder, goods=tuple(goods))
    card = CARDS[0].card_no
    found: dict[str, dict[int, list[float]]] = {"scan": {}, "pay_and_store": {}}
    with closing(shop.start_selling()) as till:
        grant(till, card, {"vegetable": 10_000, "staple": 20_000, "subsidy": 0})
        for _turn in range(max(1, turns // 8)):
            for size in sizes:
                till.checkout.attach_card(card)
                for each in goods[: size - 1]:
                    till.checkout.scan(each.code)
                begun = perf_counter_ns()
                till.checkout.scan(goods[size - 1].code)
                scanned = perf_counter_ns()
                till.checkout.pay(TenderKind.CASH, None)
                till.checkout.done()
                done = perf_counter_ns()
                found["scan"].setdefault(size, []).append((scanned - begun) / 1e3 / size)
                found["pay_and_store"].setdefault(size, []).append((done - scanned) / 1e3 / size)
    return {name: {size: median(all_) for size, all_ in by.items()} for name, by in found.items()}


def main() -> None:
    """Read sizes from the command line, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=LEDGERS[-1], help="the largest ledger")
    parser.add_argument("--goods", type=int, default=CATALOGUES[-1], help="the largest catalogue")
    parser.add_argument("--pictures", type=Path, help="folder for the curves")
    chosen = parser.parse_args()
    figures = measure(
        ledgers=sorted({*(size for size in LEDGERS if size < chosen.sales), chosen.sales}),
        catalogues=sorted({*(size for size in CATALOGUES if size < chosen.goods), chosen.goods}),
        pictures=chosen.pictures,
    )
    for name, value in figures.items():
        print(f"{name:32} {value}")


if __name__ == "__main__":
    main()
