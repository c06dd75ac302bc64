"""A list is brought in by two, its cards are made, used, lost and replaced: pages and real tills."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

import pypdfium2 as pdfium
import zxingcpp
from sqlalchemy import select

from monitor.cards.invented_list import invented_rows
from monitor.platform import Platform
from monitor.store.register_tables import card_chain, card_life
from pos.domain.cards.masking import mask_name
from tests.e2e.month.people import Office
from tests.e2e.month.stage import Counter
from tests.e2e.month.windows import Upload, Window

OIL: Final = "6948195800941"
MONTH: Final = "2026-10"  # The month that is running.
CARDS, LISTS = "/office/cards", "/office/lists"
_HEAD, *_PEOPLE = invented_rows(5, seed=41)


def the_list_and_the_cards(office: Office) -> None:
    """One holder's card from the list to the second card, which has what the first one left."""
    keeper = office.stage.till("S01-1")
    keeper.say("sync")
    keeper.line_down()  # From now on it knows only what it knew.
    _bring_in(office)
    maker, name = _make(office), mask_name(_PEOPLE[0][0])
    maker.follow(name)
    page = maker.address
    maker.send(f"{page}/issue", {"to_whom": "holder", "store_id": "S01"})
    assert "已发放" in maker.words
    number, code = _printed(maker, page)
    maker.picture("card-issued")

    assert keeper.hear(number)["code"] == "card.unknown"
    shown = keeper.say(code)["basket"]["card"]
    assert (shown["tail"], shown["state"]) == (number[-4:], "no_lease")  # Proven, and a claim at most.
    keeper.say("uncard")
    keeper.line_up()
    keeper.say("sync")
    basket = keeper.say(number, OIL)["basket"]
    assert basket["totals"]["discount"] == 1_398
    left = basket["remaining"]
    keeper.say("done", "sync")
    maker = office.at("jingban")
    maker.open(page)
    assert "69.90" in maker.words, maker.words
    maker.picture("card-used")

    maker.send(f"{page}/lost")
    keeper.say("sync")
    assert keeper.hear(number)["code"] == "card.lost"
    maker.send(f"{page}/replace", {"reason": "卡丢了"})
    office.agree("fuhe", maker.address, picture="card-replace")
    maker = office.at("jingban")
    maker.open(page)
    maker.send(f"{page}/issue", {"to_whom": "family"})
    new = _newest(office.stage.platform, number)
    keeper.say("sync", "sync", "sync")  # Asked, answered, and leased anew.
    assert _left(keeper, new) == left
    maker.picture("card-replaced")


def _bring_in(office: Office) -> None:
    made = io.StringIO(newline="")
    csv.writer(made).writerows([_HEAD, *_PEOPLE])
    maker = office.at("jingban")
    maker.open(LISTS)
    file = Upload("file", "十月名单.csv", made.getvalue().encode("gb18030"))
    maker.send(LISTS, upload=file)
    assert "新增 5" in maker.words
    maker.picture("list")
    maker.send(f"{maker.address}/propose", {"from_month": MONTH, "reason": "十月名单，街道已盖章"})
    office.agree("fuhe", maker.address, picture="list-proposal")


def _make(office: Office) -> Window:
    maker = office.at("jingban")
    maker.open(CARDS)
    maker.send(f"{CARDS}/make", {"month": MONTH, "reason": "新来的人"})
    office.agree("fuhe", maker.address)
    maker = office.at("jingban")
    maker.open(CARDS)
    maker.picture("cards")
    return maker


def _printed(maker: Window, page: str) -> tuple[str, str]:
    """The card's number and its signed code, read off its printed sheet."""
    image = pdfium.PdfDocument(maker.fetch(f"{page}/print"))[0].render(scale=300 / 72).to_pil()
    codes = {each.format.name: each.text for each in zxingcpp.read_barcodes(image)}
    return codes["Code128"], codes["QRCode"]


def _newest(platform: Platform, number: str) -> str:
    def read(connection: Any) -> str:
        chain = connection.execute(select(card_chain).where(card_chain.c.chain == number)).all()
        newest: str = max(chain, key=lambda row: row.place).card_no
        life = select(card_life.c.state).where(card_life.c.card_no == newest)
        assert connection.execute(life).scalar_one() == "issued"
        return newest

    return platform.store.read(read)


def _left(keeper: Counter, number: str) -> dict[str, int]:
    """What the till says that a card has left, in fen."""
    return dict(keeper.say(f"balance {number}")["balance"]["left"])
