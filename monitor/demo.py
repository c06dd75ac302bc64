"""Makes a demo federation: stores, tills, cards and categories, invented and the same on every machine."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select

from monitor.demo_accounts import DemoAccount, make_demo_accounts
from monitor.demo_people import register_holders
from monitor.documents.federation import Federation, name_federation
from monitor.documents.publishing import ListedCard, change_cards, publish_categories
from monitor.platform import Platform
from monitor.settings import RESOURCES
from monitor.store import tables
from monitor.store.rows import insert_once
from pos.domain.calendar import shanghai
from pos.domain.cards.card import Card, CardStatus
from pos.domain.cards.masking import mask_name
from pos.domain.scanning.codes import luhn_check_digit

FEDERATION: Final = Federation("武侯区慈善会", "6201")
CARDS: Final = 2_000
CARDS_MAX: Final = 100_000

_SEED: Final = 20130201  # The month the programme began.
_FOLDER: Final = RESOURCES / "demo"


@dataclass(frozen=True, slots=True)
class DemoCard:
    """A card that shows one case. `what` is a stable word for programs, `words` are for people."""

    tail: str
    name: str
    what: str
    words: str
    store_id: str | None
    status: CardStatus = CardStatus.ACTIVE
    expired: bool = False


# Every tail is found again on a receipt and on the screen, so no other demo card ends like one of these.
SPECIAL: Final = (
    DemoCard("8812", "张小兰", "ready", "本月额度未使用", "S01"),
    DemoCard("3301", "李秀英", "lost", "已挂失", "S01", status=CardStatus.LOST),
    DemoCard("4402", "王建国", "suspended", "已停用", "S01", status=CardStatus.SUSPENDED),
    DemoCard("5503", "陈玉芳", "expired", "已过期", "S01", expired=True),
    DemoCard("6604", "刘桂芳", "no_lease", "额度不在本机，刷卡时调取", None),
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the demo federation has: codes for tills that are not enrolled yet, and cards to try."""

    codes: dict[str, str]
    enrolled: tuple[str, ...]
    cards: tuple[tuple[DemoCard, Card], ...]
    stores: dict[str, str]  # Name by id.
    count: int = CARDS
    accounts: tuple[DemoAccount, ...] = ()  # Those made now: their secrets are shown once.


def seed(platform: Platform, *, with_codes: bool = True, cards: int = CARDS) -> Seeded:
    """Fill the database with the demo federation. What is there already stays as it is.

    Each card has an invented person in the register, enrolled since the card is valid.
    """
    now_ms = platform.clock.now_ms()
    today = shanghai(now_ms).date()

    def work(connection: Connection) -> None:
        name_federation(connection, FEDERATION)
        _add_stores(connection)
        publish_categories(connection, platform.key, _categories(), at_ms=now_ms)
        if not _count_cards(connection):
            invented = list(_cards(today, cards))
            change_cards(connection, [listed for _name, listed in invented])
            register_holders(connection, platform.register_keys, invented, _streets(), now_ms=now_ms)

    platform.store.write(work)
    made = make_demo_accounts(platform)
    platform.opener.open_due(now_ms)
    enrolled, waiting = platform.store.read(_tills)
    codes = {till_id: platform.issue_code(till_id) for till_id in waiting} if with_codes else {}
    stores = {row["store_id"]: row["name"] for row in _store_rows()}
    count = platform.store.read(_count_cards)
    return Seeded(codes, tuple(enrolled), tuple(special_cards(today)), stores, count, made)


def special_cards(today: date) -> Iterator[tuple[DemoCard, Card]]:
    """The cards that show one case each."""
    for number, demo in enumerate(SPECIAL, 1):
        valid_to = date(today.year - 1, 12, 31) if demo.expired else date(today.year + 1, 12, 31)
        yield (
            demo,
            Card(
                card_no=_card_no_ending(demo.tail, number),
                masked_name=mask_name(demo.name),
                valid_from=date(today.year - 2, 1, 1).isoformat(),
                valid_to=valid_to.isoformat(),
                status=demo.status,
            ),
        )


def _count_cards(connection: Connection) -> int:
    counted: int = connection.execute(select(func.count()).select_from(tables.card)).scalar_one()
    return counted


def _store_rows() -> list[dict[str, str]]:
    with (_FOLDER / "stores.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _add_stores(connection: Connection) -> None:
    rows = _store_rows()
    insert_once(
        connection,
        tables.store,
        [
            {
                "store_id": row["store_id"],
                "name": row["name"],
                "street": row["street"],
                "operator_name": row["operator"],
                "keeper_till_id": f"{row['store_id']}-1",
            }
            for row in rows
        ],
    )
    insert_once(
        connection,
        tables.till,
        [
            {"till_id": f"{row['store_id']}-{number}", "store_id": row["store_id"]}
            for row in rows
            for number in range(1, int(row["tills"]) + 1)
        ],
    )


def _categories() -> dict[str, str]:
    with (_FOLDER / "goods.csv").open(encoding="utf-8", newline="") as file:
        return {row["条码"]: row["类别"] for row in csv.DictReader(file)}


def _streets() -> dict[str, str]:
    return {row["store_id"]: row["street"] for row in _store_rows()}


def _cards(today: date, count: int) -> Iterator[tuple[str, ListedCard]]:
    """The name of each holder, and the card."""
    for demo, card in special_cards(today):
        yield demo.name, ListedCard(card, demo.store_id)
    chance = random.Random(_SEED)  # noqa: S311 - the same invented people on every machine
    surnames = (_FOLDER / "surnames.txt").read_text(encoding="utf-8").split()
    characters = (_FOLDER / "given_characters.txt").read_text(encoding="utf-8").split()
    stores = [row["store_id"] for row in _store_rows()]
    taken = {demo.tail for demo in SPECIAL}
    numbers: set[str] = set()
    while len(numbers) < count - len(SPECIAL):
        body = f"{FEDERATION.card_issuer}{chance.randrange(10**11):011d}"
        card_no = body + luhn_check_digit(body)
        given = "".join(chance.choices(characters, k=chance.choice((1, 2, 2))))
        name = chance.choice(surnames) + given
        store_id = chance.choice(stores)
        if card_no in numbers or card_no[-4:] in taken:
            continue
        numbers.add(card_no)
        card = Card(
            card_no=card_no,
            masked_name=mask_name(name),
            valid_from=date(today.year - 1, 1, 1).isoformat(),
            valid_to=date(today.year + 1, 12, 31).isoformat(),
            status=CardStatus.ACTIVE,
        )
        yield name, ListedCard(card, store_id)


def _card_no_ending(tail: str, start: int) -> str:
    """The first valid number of the federation, from a start, that ends in these four digits."""
    middle = start * 1_000
    while True:
        body = f"{FEDERATION.card_issuer}{middle:08d}{tail[:3]}"
        if luhn_check_digit(body) == tail[3]:
            return body + tail[3]
        middle += 1


def _tills(connection: Connection) -> tuple[list[str], list[str]]:
    """Tills that are enrolled, and tills that wait for it."""
    every = list(connection.execute(select(tables.till.c.till_id).order_by(tables.till.c.till_id)).scalars())
    enrolled = set(connection.execute(select(tables.device.c.till_id)).scalars())
    return [each for each in every if each in enrolled], [each for each in every if each not in enrolled]
