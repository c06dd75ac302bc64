"""The life of a card: made by two, handed over, stopped at once, taken up again and ended by two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2 as pdfium
import pytest

from monitor.cards import card_book, desk
from monitor.cards.card_book import CardLife
from monitor.cards.card_rules import read_card_rules
from monitor.cards.card_states import CardState
from monitor.cards.making import without_card
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.proposals.kinds import State
from monitor.store import register_tables, tables
from monitor.store.office_tables import act
from pos.domain.scanning.codes import read_card_number
from tests.monitor.cards.office import (
    MONTH,
    PEOPLE,
    cards_of,
    imported,
    issued,
    make_cards,
    proposed,
    with_field,
)
from tests.monitor.conftest import FakeClock, card_no, rows
from tests.monitor.proposing import HUA, MING, agree, staffed
from tests.monitor.simulated_till import SimulatedTill

NOW = "2026-11"


@pytest.fixture
def office(platform: Platform) -> Platform:
    """The platform with people who may decide, and twelve people on this month's list."""
    made = staffed(platform)
    imported(made, PEOPLE, month=NOW)
    return made


def stopped(platform: Platform, life: CardLife, to: CardState) -> CardLife:
    return platform.store.write(
        lambda c: desk.stop(c, MING, life.card_no, to, version=life.version, now_ms=platform.clock.now_ms())
    )


def listed(platform: Platform, number: str) -> dict[str, Any] | None:
    """The card as tills are told of it."""
    return next((each for each in rows(platform, tables.card) if each["card_no"] == number), None)


def test_two_people_make_the_missing_cards_once(office: Platform) -> None:
    lives = make_cards(office, NOW)
    assert len(lives) == 12
    for life in lives:
        assert read_card_number(life.card_no, card_issuer="6201") == life.card_no
        assert (life.state, life.valid_from, life.valid_to) == (CardState.MADE, "2026-11-23", "2029-10-31")
        assert listed(office, life.card_no) is None  # Nobody has it.
    with pytest.raises(Declined, match="都有卡了"):
        make_cards(office, NOW)


def test_a_card_is_not_made_for_others_than_whom_the_proposal_meant(office: Platform) -> None:
    from monitor.cards.making import make_payload

    payload = office.store.read(lambda c: make_payload(c, "2026-12", read_card_rules()[-1]))
    proposal = proposed(office, "card.make", payload)
    more = with_field(PEOPLE[0], 身份证号="510199199001010017", 联系电话="", 户号="", 姓名="王又新")
    imported(office, [*PEOPLE, more])
    with pytest.raises(Declined, match="有变化"):
        agree(office, proposal, HUA)
    assert cards_of(office) == []


def test_a_household_has_one_card_where_the_rule_says_so(office: Platform) -> None:
    rules = replace(read_card_rules()[-1], one_for_household=True)
    same = [with_field(row, 户号="H1", 街道=PEOPLE[0][2]) for row in PEOPLE[:3]]
    imported(office, [*same, *PEOPLE[3:]], reason="三户并为一户")
    assert len(office.store.read(lambda c: without_card(c, MONTH, rules))) == 10


def test_a_card_that_is_handed_over_reaches_tills_and_gets_its_month(
    office: Platform, till: SimulatedTill
) -> None:
    life = make_cards(office, NOW)[0]
    handed = issued(office, life)
    assert (handed.state, handed.issued_ms) == (CardState.ISSUED, office.clock.now_ms())
    told = listed(office, life.card_no)
    assert told is not None
    assert (told["status"], told["usual_store_id"]) == ("active", "S01")
    till.download()
    assert {each.granted for each in till.leases[life.card_no, NOW]} == {10_000, 20_000, 6_000}


def test_a_card_is_handed_over_once_and_only_by_who_may(office: Platform) -> None:
    life = make_cards(office, NOW)[0]

    def hand(actor: Any = MING, **changed: Any) -> None:
        asked = {"to_whom": "holder", "store_id": None, "version": life.version, "now_ms": 1} | changed
        office.store.write(lambda c: desk.issue(c, actor, life.card_no, **asked))

    for changed, words in (({"to_whom": "x"}, "交给了谁"), ({"store_id": "S99"}, "没有这家门店")):
        with pytest.raises(Declined, match=words):
            hand(**changed)
    with pytest.raises(Declined, match="找经办"):
        hand(replace(MING, permissions=frozenset()))
    hand()
    with pytest.raises(Declined, match="没有生效"):  # A double click.
        hand()
    with pytest.raises(Declined, match="不能改为"):
        hand(version=life.version + 1)


def test_a_lost_card_is_on_the_hot_list_at_once_and_back_by_two(
    office: Platform, till: SimulatedTill
) -> None:
    life = issued(office, make_cards(office, NOW)[0])
    till.download()
    lost = stopped(office, life, CardState.LOST)
    told = listed(office, life.card_no)
    assert told is not None
    assert told["status"] == "lost"
    documents = till.download()
    assert any(life.card_no in repr(each.body) and "lost" in repr(each.body) for each in documents)
    with pytest.raises(Declined, match="两个人办"):
        stopped(office, lost, CardState.ACTIVE)
    done = agree(office, proposed(office, "card.resume", {"card_no": life.card_no}), HUA)
    assert done.state is State.APPLIED
    told = listed(office, life.card_no)
    assert told is not None
    assert told["status"] == "active"


def test_a_card_that_was_seeded_before_there_was_a_register_goes_on(office: Platform) -> None:
    life = office.store.write(lambda c: card_book.find_life(c, card_no(1)))
    assert life.state is CardState.ACTIVE
    suspended = stopped(office, life, CardState.SUSPENDED)
    assert suspended.state is CardState.SUSPENDED
    told = listed(office, card_no(1))
    assert told is not None
    assert (told["status"], told["usual_store_id"], told["valid_to"]) == ("suspended", "S01", "2027-12-31")


def test_a_card_ends_on_the_day_two_people_said(office: Platform) -> None:
    life = issued(office, make_cards(office, NOW)[0])
    ending = {"card_no": life.card_no, "last_date": "2026-11-30"}
    agree(office, proposed(office, "card.end", ending), HUA)
    told = listed(office, life.card_no)
    assert told is not None
    assert (told["status"], told["valid_to"]) == ("active", "2026-11-30")
    for changed, words in (({}, "不能改为"), ({"last_date": "30.11."}, "不能改为")):
        with pytest.raises(Declined, match=words):
            proposed(office, "card.end", ending | changed)


@pytest.mark.parametrize(("last", "words"), [("2026-11-22", "不能早于今天"), ("30.11.", "写成")])
def test_a_card_does_not_end_in_the_past(office: Platform, last: str, words: str) -> None:
    life = issued(office, make_cards(office, NOW)[0])
    with pytest.raises(Declined, match=words):
        proposed(office, "card.end", {"card_no": life.card_no, "last_date": last})


def test_a_proposal_about_a_card_that_changed_since_is_stale(office: Platform) -> None:
    life = issued(office, make_cards(office, NOW)[0])
    proposal = proposed(office, "card.end", {"card_no": life.card_no, "last_date": "2026-11-30"})
    stopped(office, life, CardState.SUSPENDED)
    with pytest.raises(Declined, match="已被改动"):
        agree(office, proposal, HUA)


def test_a_sheet_is_printed_only_of_a_card_that_was_handed_over(office: Platform) -> None:
    life = make_cards(office, NOW)[0]

    def printed() -> bytes:
        return office.store.write(
            lambda c: desk.print_sheet(c, office.key, MING, life.card_no, now_ms=office.clock.now_ms())
        )

    with pytest.raises(Declined, match="先办发放"):
        printed()
    issued(office, life)
    text = pdfium.PdfDocument(printed())[0].get_textpage().get_text_range()
    assert life.masked_name in text
    printed()
    events = office.store.read(lambda c: card_book.events_of(c, life.card_no))
    assert [each.what for each in events] == ["printed", "printed", "issued", "made"]
    assert [each.facts.get("sheet") for each in events[:2]] == [2, 1]


def test_who_did_what_to_a_card_is_written_twice_and_names_no_number(office: Platform) -> None:
    life = issued(office, make_cards(office, NOW)[0])
    stopped(office, life, CardState.LOST)
    acts = [each for each in rows(office, act) if each["subject"] == card_book.subject_of(life.card_ref)]
    assert [each["what"] for each in acts] == ["card.issued", "card.lost"]
    assert all(life.card_no not in repr(each["payload"]) for each in acts)


def test_somebody_who_is_gone_gets_no_card_any_more(office: Platform, clock: FakeClock) -> None:
    lives = make_cards(office, NOW)
    imported(office, PEOPLE[:-1])
    gone = {
        each["reference"] for each in rows(office, register_tables.enrolment) if each["to_month"] is not None
    }
    (life,) = (each for each in lives if each.card_ref in gone)
    clock.at_ms += 10 * 24 * 60 * 60 * 1000
    with pytest.raises(Declined, match="不在名单上"):
        issued(office, life)
