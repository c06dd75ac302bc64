"""Goods, cards, categories and staff as this till knows them: reference data that can be fetched again.

Nothing here decides about money by itself: prices go into the journal with every sale. Looking
goods up is done at every scan, so it is one prepared SELECT on a connection of a pool; nothing is
loaded into memory at the start.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pos.crypto.documents import SignedDocument
from pos.crypto.slices import NEIGHBOURS
from pos.domain.calendar import Month
from pos.domain.cards.card import Card, CardStatus
from pos.domain.goods.goods import Goods
from pos.domain.goods.goods_change import APPROVED_LIST, ChangedBy, GoodsDifference, PriceChange, compare
from pos.domain.people.staff import Role, Staff
from pos.domain.programme.contribution import Contribution
from pos.domain.scanning.codes import GoodsCode
from pos.domain.scanning.gtin import article_number, spelled_every_way, spellings
from pos.errors.goods import CatalogueChanged
from pos.ledger.goods import federation_words, goods_index, goods_table, price_history
from pos.ledger.goods.goods_table import goods_of
from pos.ledger.readers import Readers
from pos.ledger.sqlite import Connection, Row, connect, sqlite_errors

_TABLES: Final = (
    *goods_table.TABLES,
    """CREATE TABLE IF NOT EXISTS approved_category (
        code TEXT PRIMARY KEY, category TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS staff (
        staff_id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, pin_hash TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS staff_stopped (staff_id TEXT PRIMARY KEY) WITHOUT ROWID",
    # Which column is which in goods files of a kind, where a person had to say it: JSON.
    "CREATE TABLE IF NOT EXISTS file_columns (kind TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS version (kind TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
    *federation_words.TABLES,
    *goods_index.TABLES,
    *price_history.TABLES,
)

# The federation's category wins over the shop's own (DESIGN 6: approved goods and categories).
_GOODS: Final = (
    "SELECT g.code, g.name, g.spec, g.unit, coalesce(a.category, g.category), g.price, g.sold_by, g.plu,"
    " g.quick_key FROM goods AS g LEFT JOIN approved_category AS a ON a.code = g.code"
)
_BY_CODE: Final = f"{_GOODS} WHERE g.code = ?"
_BY_PLU: Final = f"{_GOODS} WHERE g.plu = ? ORDER BY g.id LIMIT 1"
_BY_ID: Final = f"{_GOODS} WHERE g.id = ?"
_CATEGORIES: Final = (
    "SELECT DISTINCT coalesce(a.category, g.category) AS category"
    " FROM goods AS g LEFT JOIN approved_category AS a ON a.code = g.code ORDER BY category"
)
_QUICK_KEYS: Final = f"{_GOODS} WHERE g.quick_key IS NOT NULL ORDER BY g.quick_key, g.id"
_LOOSE: Final = (
    f"{_GOODS} WHERE g.sold_by = 'weight' OR g.quick_key IS NOT NULL"
    " ORDER BY g.category, g.quick_key IS NULL, g.quick_key, g.id"
)
_ALL: Final = f"{_GOODS} ORDER BY g.category, g.id"
_APPROVED: Final = (
    "SELECT g.code, a.category FROM goods AS g LEFT JOIN approved_category AS a ON a.code = g.code"
    " WHERE a.category IS NOT g.category ORDER BY g.category, g.id"
)

_LAYOUT: Final = 1  # 1: approved categories stand under every spelling of a code.
_CHECKPOINT_PAGES: Final = 1_000
_READER_CACHE_KIB: Final = 8_192  # Filled as goods are looked up; half of a catalogue of 100,000.


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """A person with the hash of the PIN; the PIN itself is not stored."""

    staff: Staff
    pin_hash: str
    stopped: bool = False  # Works here no more: known by name, and cannot sign in.


class Catalogue:
    """One catalogue file. Safe from any thread.

    Everything raises LedgerUnwritable when the disk refuses, and with the reason `closed` after `close`.
    """

    def __init__(self, path: Path) -> None:
        self._readers = Readers(path, cache_kib=_READER_CACHE_KIB)
        self._lock = threading.RLock()
        self._writer = connect(path, synchronous="NORMAL", autocheckpoint_pages=_CHECKPOINT_PAGES)
        try:
            with self._writing() as connection:
                for statement in _TABLES:
                    connection.execute(statement)
                _spell_categories_every_way(connection)
        except BaseException:
            self._writer.close()
            raise

    # ── Goods ──────────────────────────────────────────────────────────────────────────────

    def goods_by_code(self, code: str) -> Goods | None:
        """The goods with a code: as it is written first, then in any other spelling of the same number."""
        for spelling in spellings(code):
            row = self._readers.row(_BY_CODE, (spelling,))
            if row is not None:
                return goods_of(row)
        return None

    def goods_scanned(self, scan: GoodsCode) -> Goods | None:
        """The goods that a scan means: by its code, else by what else it can mean."""
        found = (self.goods_by_code(code) for code in (scan.code, *scan.others))
        return next((goods for goods in found if goods is not None), None)

    def doubles(self) -> list[tuple[Goods, ...]]:
        """Goods stored twice under several spellings of one number: older releases allowed it."""
        by_number: dict[str, list[Goods]] = {}
        for goods in self.all_goods():
            by_number.setdefault(article_number(goods.code), []).append(goods)
        return [tuple(same) for same in by_number.values() if len(same) > 1]

    def goods_by_plu(self, plu: str) -> Goods | None:
        """The goods a scale means by its five digits."""
        row = self._readers.row(_BY_PLU, (plu,))
        return None if row is None else goods_of(row)

    def quick_keys(self) -> list[Goods]:
        """Loose goods for the grid, by place."""
        return [goods_of(row) for row in self._readers.rows(_QUICK_KEYS)]

    def loose(self) -> list[Goods]:
        """All that is weighed or has a place on the grid, by category."""
        return [goods_of(row) for row in self._readers.rows(_LOOSE)]

    def search(self, text: str, limit: int = 20) -> list[Goods]:
        """Goods whose code or PLU begins with a text, whose initials do, or whose name holds it."""
        with self._readers.moment() as reader:
            found = goods_index.search(reader, text, limit=limit)
            return [goods_of(reader.execute(_BY_ID, (number,)).fetchone()) for number in found]

    def categories(self) -> list[str]:
        """Every category that some goods have, in order."""
        return [category for (category,) in self._readers.rows(_CATEGORIES)]

    def goods_count(self) -> int:
        """How many goods there are."""
        ((count,),) = self._readers.rows("SELECT count(*) FROM goods")
        return int(count)

    def all_goods(self) -> list[Goods]:
        """Every article, by category."""
        return [goods_of(row) for row in self._readers.rows(_ALL)]

    def sold_goods(self) -> dict[str, Goods]:
        """Every article by its code, as it is sold: in the federation's category where it has one."""
        with self._readers.moment() as reader:
            sold = _as_sold(goods_table.all_goods(reader).values(), _approved(reader))
        return {goods.code: goods for goods in sold}

    def as_sold(self, goods: Iterable[Goods]) -> list[Goods]:
        """Goods that are not on file yet, as they would be sold: the federation's category wins."""
        with self._readers.moment() as reader:
            return _as_sold(goods, _approved(reader))

    def own_goods(self) -> dict[str, Goods]:
        """Every article by its code, with the shop's own category whatever the federation says."""
        with self._readers.moment() as reader:
            return goods_table.all_goods(reader)

    def replace_goods(self, goods: Iterable[Goods]) -> None:
        """Replace all goods, for a new shop. It keeps no history."""
        with self._writing() as connection:
            goods_table.write_all(connection, goods)

    def take_goods(self, goods: Iterable[Goods], agreed: GoodsDifference, by: ChangedBy) -> None:
        """Write the agreed goods and their history. Until it is done, the old goods are found.

        `goods` come with the shop's own categories, which are kept for the day the federation names
        none; `agreed` is what comes of it at the counter. Raises CatalogueChanged when goods or the
        federation's list are others than those the difference was shown for.
        """
        goods = list(goods)
        with self._writing() as connection:
            own = goods_table.all_goods(connection)
            approved = _approved(connection)
            sold = {each.code: each for each in _as_sold(own.values(), approved)}
            removed = [change.goods.code for change in agreed.changes if change.after is None]
            if not own.keys() >= set(removed) or (
                compare(sold, _as_sold(goods, approved), remove=removed) != agreed
            ):
                raise CatalogueChanged
            # Without a list of the federation's the shop's own categories are those at the counter.
            difference = compare(own, goods, remove=removed) if approved else agreed
            goods_table.write_difference(connection, own, difference)
            kept = (
                price_history.price_change(
                    change, at_ms=by.at_ms, source=by.source, staff_id=by.staff_id, approver=by.approver
                )
                for change in agreed.changes
            )
            price_history.keep(connection, (change for change in kept if change is not None))

    def price_history(self, code: str, limit: int = 100) -> tuple[PriceChange, ...]:
        """The changes of price and category of one article, the newest first."""
        with self._readers.moment() as reader:
            return price_history.of_codes(reader, spellings(code), limit=limit)

    def keep_price_history(self, changes: Iterable[PriceChange]) -> None:
        """Add a history that was kept in an earlier file."""
        with self._writing() as connection:
            price_history.keep(connection, changes)

    def codes_changed_since(self, at_ms: int) -> frozenset[str]:
        """The goods whose price or category changed at or after an instant."""
        with self._readers.moment() as reader:
            return price_history.codes_since(reader, at_ms)

    def columns_said(self, kind: str) -> dict[str, str]:
        """What a person said of the columns of goods files of a kind; empty when that was not needed."""
        row = self._readers.row("SELECT said FROM file_columns WHERE kind = ?", (kind,))
        return {} if row is None else dict(json.loads(row[0]))

    def remember_columns(self, kind: str, said: Mapping[str, str]) -> None:
        """Keep what a person said of the columns of goods files of a kind."""
        with self._writing() as connection:
            told = json.dumps(dict(said), ensure_ascii=False)
            connection.execute("INSERT OR REPLACE INTO file_columns VALUES (?, ?)", (kind, told))

    # ── What the federation sends ──────────────────────────────────────────────────────────

    def apply_categories(self, categories: Mapping[str, str], version: int, *, at_ms: int) -> None:
        """Take over the federation's categories by code, all of them; they hold for every spelling."""
        categories = spelled_every_way(categories)
        with self._writing() as connection:
            before = _approved(connection)
            connection.execute("DELETE FROM approved_category")
            connection.executemany("INSERT INTO approved_category VALUES (?, ?)", categories.items())
            _set_version(connection, "categories", version)
            moved = [code for code, _ in before.items() ^ categories.items()]
            price_history.keep(
                connection, list(_moved(connection, moved, before, categories, version, at_ms))
            )

    def apply_released_sales(self, sale_nos: Iterable[str], version: int) -> None:
        """Remember sales of which goods come back at other tills."""
        with self._writing() as connection:
            connection.executemany("INSERT OR IGNORE INTO released_sale VALUES (?)", [(n,) for n in sale_nos])
            _set_version(connection, "signed_releases", version)

    def note_applied(self, kind: str, version: int) -> None:
        """Remember the newest document of a kind whose content is kept elsewhere."""
        with self._writing() as connection:
            _set_version(connection, kind, version)

    def is_released(self, sale_no: str) -> bool:
        """Whether goods of this sale come back at other tills, so no longer here."""
        found = self._readers.row("SELECT 1 FROM released_sale WHERE sale_no = ?", (sale_no,))
        return found is not None

    def apply_contribution(self, published: Contribution, version: int) -> None:
        """Remember the published figure of a month."""
        with self._writing() as connection:
            federation_words.keep_contribution(connection, published)
            _set_version(connection, "contribution", version)

    def apply_neighbours(self, document: SignedDocument, version: int) -> None:
        """Keep who the other tills of this store are, as the federation signed it."""
        with self._writing() as connection:
            federation_words.keep_neighbours(connection, document)
            _set_version(connection, NEIGHBOURS, version)

    def neighbours(self) -> SignedDocument | None:
        """The document that names the other tills of this store, None before the first came."""
        return federation_words.neighbours_of(self._readers.row(federation_words.READ_NEIGHBOURS))

    def contribution(self, month: Month) -> Contribution | None:
        """The published figure of a month, None when none is known."""
        found = self._readers.row("SELECT per_10000 FROM contribution WHERE month = ?", (month,))
        return None if found is None else Contribution(month, found[0])

    def differing_categories(self) -> list[tuple[Goods, str | None]]:
        """Goods whose category of the shop's own is another one than the approved, or has none there."""
        with self._readers.moment() as reader:
            own = goods_table.all_goods(reader)
            return [(own[code], approved) for code, approved in reader.execute(_APPROVED)]

    def card(self, card_no: str) -> Card | None:
        """The card with a number."""
        row = self._readers.row("SELECT * FROM card WHERE card_no = ?", (card_no,))
        return None if row is None else Card(row[0], row[1], row[2], row[3], CardStatus(row[4]))

    def apply_cards(self, cards: Iterable[Card], *, full: bool, version: int) -> None:
        """Take over cards: all there are, or those that changed."""
        with self._writing() as connection:
            if full:
                connection.execute("DELETE FROM card")
            rows = ((c.card_no, c.masked_name, c.valid_from, c.valid_to, c.status.value) for c in cards)
            connection.executemany("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?, ?)", rows)
            _set_version(connection, "cards", version)

    def versions(self) -> dict[str, int]:
        """The number of the newest list of each kind that was applied."""
        return dict(self._readers.rows("SELECT kind, number FROM version"))

    # ── People ─────────────────────────────────────────────────────────────────────────────

    def staff(self, staff_id: str) -> StaffRecord | None:
        """The person with a staff number."""
        row = self._readers.row("SELECT * FROM staff WHERE staff_id = ?", (staff_id,))
        return None if row is None else StaffRecord(_staff(row), row[3], staff_id in self.stopped_staff())

    def staff_list(self) -> list[Staff]:
        """Everybody known here, also stopped people, whose names are on old papers."""
        return [_staff(row) for row in self._readers.rows("SELECT * FROM staff ORDER BY staff_id")]

    def stopped_staff(self) -> frozenset[str]:
        """The staff numbers that cannot sign in any more."""
        return frozenset(row[0] for row in self._readers.rows("SELECT staff_id FROM staff_stopped"))

    def put_staff(self, record: StaffRecord) -> None:
        """Store a new or changed person."""
        staff = record.staff
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO staff VALUES (?, ?, ?, ?)",
                (staff.staff_id, staff.name, staff.role.value, record.pin_hash),
            )
            connection.execute("DELETE FROM staff_stopped WHERE staff_id = ?", (staff.staff_id,))
            if record.stopped:
                connection.execute("INSERT INTO staff_stopped VALUES (?)", (staff.staff_id,))

    def close(self) -> None:
        """Close the file, after running reads and writes have ended."""
        self._readers.close()
        with self._lock:
            self._writer.close()

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._lock, sqlite_errors(), self._writer:
            self._writer.execute("BEGIN IMMEDIATE")
            yield self._writer


def _approved(connection: Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT code, category FROM approved_category").fetchall())


def _as_sold(goods: Iterable[Goods], approved: Mapping[str, str]) -> list[Goods]:
    return [replace(each, category=approved[each.code]) if each.code in approved else each for each in goods]


def _spell_categories_every_way(connection: Connection) -> None:
    """Once, for a file of a release that kept the federation's list in its own spelling alone."""
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if layout >= _LAYOUT:
        return
    connection.executemany(
        "INSERT OR IGNORE INTO approved_category VALUES (?, ?)",
        spelled_every_way(_approved(connection)).items(),
    )
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")


def _moved(
    connection: Connection,
    codes: Iterable[str],
    before: Mapping[str, str],
    after: Mapping[str, str],
    version: int,
    at_ms: int,
) -> Iterator[PriceChange]:
    """Which goods on file are sold in another category because the federation's list is another one."""
    for code in dict.fromkeys(codes):
        for price, own in connection.execute("SELECT price, category FROM goods WHERE code = ?", (code,)):
            was, now = before.get(code, own), after.get(code, own)
            if was != now:
                yield PriceChange(
                    code, at_ms, price, price, was, now, f"{APPROVED_LIST}{version}", None, None
                )


def _staff(row: Row) -> Staff:
    return Staff(row[0], row[1], Role(row[2]))


def _set_version(connection: Connection, kind: str, number: int) -> None:
    connection.execute("INSERT OR REPLACE INTO version VALUES (?, ?)", (kind, number))
