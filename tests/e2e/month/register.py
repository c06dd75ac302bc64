"""The list, its cards and the programme: chapters of the office alone."""

from __future__ import annotations

import re
from typing import Final

from monitor.platform import read_programme_file
from monitor.store.register_tables import card_life
from tests.e2e.month.people import Office
from tests.e2e.month.windows import Upload, Window
from tests.monitor.cards.office import PEOPLE, list_of

MONTH: Final = "2026-11"
CARDS: Final = "/office/cards"
_PDF: Final = b"%PDF-"


def the_list_is_imported(office: Office) -> None:
    """A file of twelve people: uploaded, read line by line, brought in by two."""
    maker = office.at("jingban")
    maker.open("/office/lists")
    maker.picture("lists")
    maker.send("/office/lists", upload=Upload("file", "十一月名单.csv", list_of(PEOPLE)))
    assert "新增 12" in maker.words, maker.words
    maker.picture("list")
    maker.send(f"{maker.address}/propose", {"from_month": MONTH, "reason": "每月名单"})
    office.agree("fuhe", maker.address, picture="list-decided")


def cards_are_made_issued_and_printed(office: Office) -> None:
    """Cards for everybody on the list; four are handed over with a printed sheet."""
    maker = office.at("jingban")
    maker.open(CARDS)
    maker.send(f"{CARDS}/make", {"month": MONTH, "reason": "新增的人"})
    office.agree("fuhe", maker.address, picture="cards-decided")
    for card_no in card_numbers(office)[:4]:
        maker = find(office, card_no)
        maker.send(f"{maker.address}/issue", {"to_whom": "holder", "store_id": "S01"})
        assert maker.fetch(f"{maker.address}/print").startswith(_PDF)
    maker.picture("card")
    maker.open(CARDS)
    maker.picture("cards")


def find(office: Office, card_no: str) -> Window:
    """The maker's window with the page of a card."""
    maker = office.at("jingban")
    maker.open(CARDS)
    maker.send(f"{CARDS}/find", {"number": card_no})
    assert re.fullmatch(rf"{CARDS}/[^/]+", maker.address), maker.words
    return maker


def card_numbers(office: Office) -> list[str]:
    """The cards that were made, in the order of their numbers."""
    platform = office.stage.platform
    found = platform.store.read(lambda c: c.execute(card_life.select()).all())
    return sorted(row.card_no for row in found)


def the_programme_changes_next_month(office: Office) -> None:
    """A fourth pool from December on: tried, proposed, released."""
    now, maker = read_programme_file(), office.at("jingban")
    maker.open("/office/programmes/new")
    pools = now.pools
    typed = {
        "name": "十二月方案",
        "effective_from": "2026-12-01",
        "cap_basis": "market",
        "pool_id": [*(pool.pool_id for pool in pools), ""],
        "pool_name": [*(pool.name for pool in pools), "洗化用品"],
        "pool_categories": [*("、".join(pool.categories) for pool in pools), "洗化"],
        "pool_percent": [*(str(pool.percent_paid) for pool in pools), "90"],
        "pool_cap": [*(str(pool.monthly_cap // 100) for pool in pools), "50"],
        "pool_rolls": [*("ends" for _pool in pools), "rolls"],
        "subsidy_monthly": "60",
        "subsidy_excluded": "烟、酒",
        "subsidy_rolls": "ends",
    }
    maker.send("/office/programmes/new", {**typed, "reason": ""}, press="try")
    maker.picture("programme-tried")
    maker.send("/office/programmes/new", {**typed, "reason": "加洗化用品"}, press="propose")
    office.agree("fangxing", maker.address, picture="programme-decided")
    maker.open("/office/programmes")
    maker.picture("programmes")


def the_month_is_opened(office: Office) -> None:
    """November's list is released, and on the 25th its leases are there for the tills."""
    maker = office.at("jingban")
    maker.open("/office/months")
    maker.picture("months")
    maker.open(f"/office/months/{MONTH}")
    maker.send(f"/office/months/{MONTH}/release", {"reason": "十一月名单已核对"})
    office.agree("fangxing", maker.address, picture="month-decided")
    office.stage.platform.opener.open_due(office.stage.clock.now_ms())
    maker = office.at("jingban")
    maker.open(f"/office/months/{MONTH}")
    maker.picture("month")
