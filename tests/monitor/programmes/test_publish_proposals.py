"""A clerk drafts the rules of next year, sees what they would have cost, and two people publish them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.declined import Declined
from monitor.documents.publishing import read_programmes
from monitor.platform import Platform, read_programme_file
from monitor.programmes.publish_proposals import PUBLISH, draft_payload, read_draft
from monitor.proposals.kinds import State
from monitor.store import tables
from pos.domain.programme.programme import CapBasis, Pool, Programme, programme_to_data
from tests.monitor import proposing
from tests.monitor.conftest import DAY_MS, FakeClock, card_no, rows
from tests.monitor.leases.test_taps import WHOLE
from tests.monitor.proposing import HUA, MING, agree, propose
from tests.monitor.simulated_till import SimulatedTill

NOW = read_programme_file()
HYGIENE = Pool("hygiene", "洗化用品", ("洗化",), 90, 5_000)
FOUR = (*NOW.pools, HYGIENE)
DRAFT = replace(NOW, version="2027-01", name="新方案", effective_from="2027-01-01", pools=FOUR)


@pytest.fixture
def staffed(platform: Platform) -> Platform:
    """The platform with three people; its federation keeps no list of goods."""
    platform.store.write(
        lambda c: c.execute(tables.document.delete().where(tables.document.c.kind == "categories"))
    )
    return proposing.staffed(platform)


def payload_of(platform: Platform, draft: Programme) -> dict[str, Any]:
    """The draft with what it would have cost."""
    now_ms = platform.clock.now_ms()
    return platform.store.read(lambda c: draft_payload(c, draft, now_ms=now_ms))


def test_what_it_would_have_cost_is_kept_with_the_proposal_and_then_it_is_in_force(
    staffed: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    till.sell(("洗化", 4_000), ("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    clock.at_ms += 10 * DAY_MS  # December: November's sales are last month's.
    proposal = propose(staffed, PUBLISH, payload_of(staffed, DRAFT))

    told = {
        line.label: (line.before, line.after)
        for line in staffed.store.read(lambda c: PUBLISH.preview(c, proposal.payload))
    }
    assert told["洗化用品"] == ("—", "洗化：顾客付 90%，每月 50.00 元")
    assert told["洗化用品花费"] == ("—", "4.00 元，1 张卡")
    assert told["蔬菜花费"] == ("4.00 元，1 张卡", "4.00 元，1 张卡")
    assert told["按2026 年 11 月的销售试算"][0] == "1 笔刷卡销售、1 张卡"
    assert told["生效日期"][1] == "2027-01-01"

    assert agree(staffed, proposal, HUA).state is State.APPLIED
    published = staffed.store.read(read_programmes)["2027-01"]
    assert published == DRAFT
    till.now_ms = clock.at_ms
    assert "programme" in {body.kind for body in till.download()}


def test_a_higher_version_for_an_opened_month_leases_the_rest_and_a_lower_one_takes_nothing(
    staffed: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 3 * DAY_MS  # December is open.
    till.download()
    more = replace(NOW.pools[0], monthly_cap=15_000)
    less = replace(NOW.pools[1], monthly_cap=100)
    draft = replace(
        NOW, version="2026-12", name="新", effective_from="2026-12-01", pools=(more, less, *NOW.pools[2:])
    )
    proposal = propose(staffed, PUBLISH, payload_of(staffed, draft))
    told = {
        line.label: line.after for line in staffed.store.read(lambda c: PUBLISH.preview(c, proposal.payload))
    }
    assert "不收回" in told[f"{less.name}减少"]
    agree(staffed, proposal, HUA)
    till.download()

    held: dict[str, int] = {}
    for each in till.leases[card_no(1), "2026-12"]:
        held[each.pool] = held.get(each.pool, 0) + each.left
    assert held == WHOLE | {"vegetable": 15_000}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"effective_from": "2026-11-01"}, "已到或已过"),
        ({"effective_from": "2027-01-15"}, "不是月初"),
        ({"pools": (replace(HYGIENE, monthly_cap=0),)}, "每月额度是 0"),
        ({"pools": (replace(HYGIENE, percent_paid=100),)}, "等于没有优惠"),
        ({"pools": (HYGIENE, replace(HYGIENE, pool_id="other", name="另一个"))}, "一类商品只能属于一个"),
        ({"pools": ()}, "没有一个额度池"),
        ({"version": NOW.version}, "已经发布过"),
    ],
)
def test_a_draft_that_cannot_be_published_is_declined_with_words(
    staffed: Platform, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(Declined, match=words):
        payload_of(staffed, replace(DRAFT, **changed))
    good = payload_of(staffed, DRAFT)
    forged = good | {"programme": programme_to_data(replace(DRAFT, **changed))}
    with pytest.raises(Declined):
        propose(staffed, PUBLISH, forged)


def test_figures_that_somebody_typed_are_declined(staffed: Platform) -> None:
    payload = payload_of(staffed, DRAFT)
    payload["what_if"] |= {"sales": 7}
    with pytest.raises(Declined, match="重新试算"):
        propose(staffed, PUBLISH, payload)
    with pytest.raises(Declined, match="内容不全"):
        propose(staffed, PUBLISH, {"programme": programme_to_data(DRAFT)})


def test_words_for_what_a_form_can_send() -> None:
    data = programme_to_data(DRAFT)
    with pytest.raises(Declined, match="写了两次"):
        read_draft(data | {"pools": [*data["pools"], data["pools"][0] | {"id": "other"}]})
    with pytest.raises(Declined, match="代号 vegetable 用了两次"):
        read_draft(data | {"pools": [*data["pools"], data["pools"][0] | {"categories": ["书"]}]})
    with pytest.raises(Declined, match="填得不对"):
        read_draft(data | {"cap_basis": "half"})


def test_of_two_drafts_the_second_is_looked_at_again(staffed: Platform) -> None:
    first = propose(staffed, PUBLISH, payload_of(staffed, DRAFT))
    paid = replace(DRAFT, version="2027-01b", cap_basis=CapBasis.PAID)
    second = propose(staffed, PUBLISH, payload_of(staffed, paid))
    agree(staffed, first, HUA)
    with pytest.raises(Declined, match="已被改动"):
        agree(staffed, second, HUA)


def test_a_decision_after_its_first_day_publishes_nothing(staffed: Platform, clock: FakeClock) -> None:
    clock.at_ms += 35 * DAY_MS  # 28 December.
    proposal = propose(staffed, PUBLISH, payload_of(staffed, DRAFT))
    clock.at_ms += 5 * DAY_MS
    with pytest.raises(Declined, match="已到或已过"):
        agree(staffed, proposal, HUA)
    assert "2027-01" not in staffed.store.read(read_programmes)
    assert {row["state"] for row in rows(staffed, tables.metadata.tables["proposal"])} == {"pending"}


def test_its_maker_does_not_publish_it(staffed: Platform) -> None:
    with pytest.raises(Declined, match="别人复核"):
        agree(staffed, propose(staffed, PUBLISH, payload_of(staffed, DRAFT)), MING)


def test_the_database_fails_while_it_is_published_and_nothing_is(
    staffed: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = propose(staffed, PUBLISH, payload_of(staffed, DRAFT))

    def broken(*_arguments: Any, **_more: Any) -> None:
        raise OSError("the disk of the platform is full")

    monkeypatch.setattr("monitor.proposals.proposals.note_act", broken)
    with pytest.raises(OSError, match="full"):
        agree(staffed, proposal, HUA)
    assert "2027-01" not in staffed.store.read(read_programmes)
    monkeypatch.undo()
    assert agree(staffed, proposal, HUA).state is State.APPLIED
