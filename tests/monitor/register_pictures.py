"""Pictures of the register's pages: a list of the demo's people, with what a street's office gets wrong."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Protocol

from sqlalchemy import select

from monitor.cards.enrolments import enrolled
from monitor.cards.invented_list import invented_rows
from monitor.demo import special_cards
from monitor.platform import Platform
from monitor.register.people import open_person
from monitor.store.register_tables import person
from pos.domain.calendar import shanghai
from tests.monitor.web.office.browser import Browser
from tests.monitor.web.register.conftest import Office

_FIELDS = ("street", "category", "household", "phone", "address")


class Shots(Protocol):
    """Who takes pictures."""

    page: Any

    def take(self, name: str, path: str) -> None:
        """A picture of an address."""

    def shoot(self, name: str) -> None:
        """A picture of what is open."""

    def sign_in(self, browser: Browser | None) -> None:
        """Take somebody's place."""


def take_register(shots: Shots, platform: Platform, maker: Browser, checker: Browser) -> None:
    """Upload, propose, decide, make, hand over; a picture of each page on the way."""
    office = Office(maker, checker)
    shots.sign_in(maker)
    assert office.upload(next_list(platform), "十二月名单.csv") == 200
    (address,) = set(re.findall(r'action="(/office/lists/[^/"]+)/propose"', maker.page))
    shots.take("list", address)
    assert office.act("/propose", from_month="2026-12", reason="十二月名单，街道已盖章") == 200
    proposal = next(form.action for form in maker.forms() if form.action.endswith("/withdraw"))
    shots.sign_in(checker)
    shots.take("list_proposal", proposal.removesuffix("/withdraw"))
    office.decide()
    shots.sign_in(maker)
    shots.take("lists", "/office/lists")
    shots.take("doubles", "/office/doubles")
    maker.open("/office/cards")
    assert office.act("/make", month="2026-12", reason="十二月新增的人") == 200
    office.decide()
    shots.take("cards", "/office/cards")
    maker.open("/office/cards")
    made = re.findall(r'href="(/office/cards/[^"]+)"', maker.page)[0]
    shots.take("card_made", made)
    used = next(
        card for demo, card in special_cards(shanghai(platform.clock.now_ms()).date()) if demo.what == "ready"
    )
    answer = maker.post("/office/cards/find", {**_token(maker), "number": used.card_no})
    shots.take("card", answer.headers["location"])
    maker.open(answer.headers["location"])
    shots.take("person", re.findall(r'href="(/office/people/[^"]+)"', maker.page)[0])
    shots.page.select_option("[name=field]", "phone")
    shots.page.fill("[name=purpose]", "本人来电核对换卡")
    shots.page.click("main button.first")
    shots.shoot("person_shown")


def next_list(platform: Platform) -> bytes:
    """The demo's people, as a list: some gone, moved, new, doubled and refused."""

    def read(connection: Any) -> list[list[str]]:
        known = {each.reference: each for each in enrolled(connection, platform.register_keys).values()}
        rows = connection.execute(select(person).order_by(person.c.person_id))
        return [
            [opened.name, opened.identity, *(known[row.person_id].values[name] for name in _FIELDS)]
            for row in rows
            for opened in [open_person(platform.register_keys, row)]
        ]

    people = platform.store.read(read)
    heading, *fresh = invented_rows(8, seed=77)
    people[3][2], people[9][5], people[12][3] = "玉林街道", "10012345678", "支出型"
    twin = [people[20][0], "510199199001010017", *people[20][2:]]
    wrong = list(fresh[0])
    wrong[1] = wrong[1][:-1] + ("1" if wrong[1][-1] != "1" else "2")
    other = list(fresh[1])
    other[3] = "困难"
    rows = [*people[:1_990], *map(list, fresh[2:]), twin, wrong, other, people[5]]
    made = io.StringIO(newline="")
    csv.writer(made).writerows([heading, *rows])
    return made.getvalue().encode("gb18030")


def _token(browser: Browser) -> dict[str, str]:
    return {"csrf": next(form.fields["csrf"] for form in browser.forms() if "csrf" in form.fields)}
