"""A disk is dead: the new machine is enrolled, two people agree, and the cards are served in minutes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.__main__ import main
from monitor.acts.actor import PLATFORM
from monitor.auditing.audit import audit
from monitor.declined import Declined
from monitor.leases.retirement_proposals import RETIRE, Retirement, subject_of
from monitor.leases.retirement_words import retirement_lines
from monitor.leases.suspense import name_owner, suspense_accounts
from monitor.platform import Platform
from monitor.proposals import book
from monitor.proposals.kinds import Proposal, State
from monitor.store import tables
from monitor.store.lease_tables import free_right
from pos.domain.journal.record import record_to_data
from tests.monitor import proposing
from tests.monitor.conftest import EnrolledTill, FakeClock, card_no, rows
from tests.monitor.leases.test_taps import WHOLE, left, tap
from tests.monitor.proposing import HUA, LAN, MING, agree
from tests.monitor.simulated_till import SimulatedTill


@pytest.fixture
def staffed(platform: Platform) -> Platform:
    """The platform with three people who may do everything."""
    return proposing.staffed(platform)


def propose(platform: Platform, **changed: Any) -> Proposal:
    """Propose to retire S01-1."""
    whole: dict[str, Any] = {"till_id": "S01-1", "epoch": 1, "to_till": "S01-1"} | changed
    asked = Retirement(**whole)
    subject = subject_of(asked.till_id, asked.epoch)
    return proposing.propose(platform, RETIRE, record_to_data(asked), subject=subject)


def enrol_again(platform: Platform, till: SimulatedTill) -> SimulatedTill:
    """A new machine takes the place of a till; answered by the platform that has people."""
    again = till.reinstalled()
    code = platform.issue_code(till.till_id)
    from sync.protocol.messages import PROTOCOL, EnrolRequest

    request = EnrolRequest(PROTOCOL, code, till.till_id, again.key.public_key, again.key.suite, "0.1.0")
    first, same = platform.enrol(request), platform.enrol(request)
    assert first.epoch == same.epoch
    again.epoch, again.federation_key = first.epoch, first.federation_key
    return again


def test_a_new_machine_serves_the_cards_after_two_clicks_and_not_after_two_months(
    staffed: Platform, clock: FakeClock, till: SimulatedTill
) -> None:
    clock.at_ms = till.now_ms = clock.at_ms + 3 * 24 * 3600 * 1000  # The 26th: both months were sent to it.
    till.download()
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    till.upload()
    till.download()
    again = enrol_again(staffed, till)
    again.download()
    assert again.leases == {}

    (waiting,) = staffed.store.read(lambda c: book.listed(c, [State.PENDING]))
    assert (waiting.kind, waiting.made_by, waiting.needed) == ("till.retire", PLATFORM.account_id, 2)
    told = {
        each.label: (each.before, each.after)
        for each in staffed.store.read(lambda c: RETIRE.preview(c, waiting.payload))
    }
    assert told["还留着额度的卡"][0] == "4 张"
    assert told["2026 年 11 月蔬菜"] == ("390.00 元", "收回")
    assert told["最后联系时账齐不齐"][0] == "齐"
    assert "没有" in "".join(staffed.store.read(lambda c: retirement_lines(c, now_ms=clock.at_ms)))

    first = agree(staffed, waiting, HUA)
    assert first.state is State.PENDING
    assert agree(staffed, first, LAN).state is State.APPLIED

    again.download()
    assert {month for _card, month in again.leases} == {"2026-11", "2026-12"}
    assert left(again, 1) == WHOLE | {"vegetable": 9_000, "subsidy": 5_400}
    assert left(again, 2) == WHOLE
    again.sell(("米", 5_000), card_no=card_no(1))
    assert again.upload().quarantined == []
    assert audit(staffed.store).first_bad is None


def test_one_person_alone_and_the_maker_retire_nothing(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    enrolled("S01-2")
    proposal = propose(staffed, to_till="S01-2")
    with pytest.raises(Declined, match="别人复核"):
        agree(staffed, proposal, MING)
    waiting = agree(staffed, proposal, HUA)
    with pytest.raises(Declined, match="已经表过态"):
        agree(staffed, waiting, HUA)
    assert {row["retired_ms"] for row in rows(staffed, tables.device)} == {None}


def test_a_sign_of_life_makes_what_was_read_stale(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    enrolled("S01-2")
    proposal = agree(staffed, propose(staffed, to_till="S01-2"), HUA)
    clock.at_ms = till.now_ms = clock.at_ms + 60_000
    till.download()

    with pytest.raises(Declined, match="已被改动"):
        agree(staffed, proposal, LAN)
    till.sell(("蔬菜", 1_000), card_no=card_no(1))
    assert till.upload().quarantined == []
    assert {row["state"] for row in rows(staffed, tables.entry)} == {"counted"}


def test_without_an_heir_the_rights_wait_for_whoever_shows_the_card(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S02-1")
    agree(staffed, propose(staffed, to_till=None), HUA, LAN)
    assert sum(row["amount"] for row in rows(staffed, free_right)) == 4 * 36_000

    assert tap(other, 2).state == "granted"
    assert left(other, 2) == WHOLE
    other.sell(("米", 5_000), card_no=card_no(2))
    assert other.upload().quarantined == []
    assert audit(staffed.store).first_bad is None


def test_rights_of_a_month_that_is_over_are_taken_and_leased_to_nobody(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    clock.at_ms += 9 * 24 * 3600 * 1000  # The 2nd of December.
    other = enrolled("S01-2")
    staffed.opener.open_due(clock.at_ms)
    agree(staffed, propose(staffed, to_till="S01-2"), HUA, LAN)
    other.download()

    assert {month for _card, month in other.leases} == {"2026-12"}
    assert staffed.store.read(suspense_accounts) == []
    held = [row for row in rows(staffed, tables.lease) if row["till_id"] == "S01-1"]
    assert all(row["granted"] == row["released"] for row in held)


def test_late_entries_are_suspense_with_evidence_and_an_owner(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    other = enrolled("S01-2")
    till.sell(("蔬菜", 1_000), card_no=card_no(1))  # Never sent before the disk was given up.
    agree(staffed, propose(staffed, to_till="S01-2"), HUA, LAN)
    other.download()
    other.sell(("蔬菜", 10_000), card_no=card_no(1))
    other.upload()
    sale = till.sell(("零食", 300))
    till.upload()

    (account,) = staffed.store.read(suspense_accounts)
    assert (account.till_id, account.epoch, account.entries, account.sales) == ("S01-1", 1, 2, 2)
    assert account.payable == 0 + sale.totals.payable
    assert (account.given_again > 0, account.owner) == (True, "a-ming")
    facts = [
        json.loads(row["facts"]) for row in rows(staffed, tables.alert) if row["code"] == "till.suspense"
    ]
    assert facts == [{"first": 1, "last": 2, "sales": 2, "payable": account.payable, "epoch": 1}]

    staffed.store.write(
        lambda c: name_owner(c, HUA, till_id="S01-1", epoch=1, owner="a-lan", now_ms=clock.at_ms)
    )
    told = staffed.store.read(lambda c: retirement_lines(c, now_ms=clock.at_ms))
    assert any("负责人 a-lan" in line and "销售 2 笔" in line for line in told)
    assert audit(staffed.store).first_bad is None
    with pytest.raises(Declined, match="没有停用"):
        staffed.store.write(
            lambda c: name_owner(c, HUA, till_id="S01-2", epoch=1, owner="a-lan", now_ms=clock.at_ms)
        )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"to_till": "S02-1"}, "本店"),
        ({"to_till": "S01-1"}, "正要停用的这台"),
        ({"to_till": "S01-2"}, "还没有登记好"),
        ({"epoch": 7}, "没有 S01-1 第 7 次登记"),
    ],
)
def test_what_cannot_be_retired_is_declined_with_words(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill,
    changed: dict[str, Any], words: str,
) -> None:  # fmt: skip
    enrolled("S02-1")
    with pytest.raises(Declined, match=words):
        propose(staffed, **changed)


def test_an_unreadable_payload_is_declined(staffed: Platform, clock: FakeClock) -> None:
    with pytest.raises(Declined, match="请写明停用哪台"):
        staffed.store.read(lambda c: RETIRE.check(c, {"till": "S01-1"}, clock.at_ms))


def test_nothing_is_retired_twice(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    enrolled("S01-2")
    agree(staffed, propose(staffed, to_till="S01-2"), HUA, LAN)
    with pytest.raises(Declined, match="不用再办"):
        propose(staffed, to_till="S01-2")


def test_while_too_few_people_could_decide_the_alert_alone_says_what_to_do(
    platform: Platform, till: SimulatedTill
) -> None:
    enrol_again(platform, till)
    assert platform.store.read(lambda c: book.listed(c, [State.PENDING])) == []
    assert "till.leases_left" in {row["code"] for row in rows(platform, tables.alert)}
    told = platform.store.read(lambda c: retirement_lines(c, now_ms=till.now_ms))
    assert told[0] == "旧机留着额度：1 台"
    assert "4 张卡，1,440.00 元" in told[1]


def test_the_database_fails_in_the_middle_and_nothing_is_retired(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    enrolled("S01-2")
    proposal = agree(staffed, propose(staffed, to_till="S01-2"), HUA)
    before = [rows(staffed, table) for table in (tables.lease, tables.device, tables.document)]

    def broken(*_arguments: Any, **_more: Any) -> None:
        raise OSError("the disk of the platform is full")

    monkeypatch.setattr("monitor.leases.retirement_proposals.keep_owner", broken)
    with pytest.raises(OSError, match="full"):
        agree(staffed, proposal, LAN)
    assert [rows(staffed, table) for table in (tables.lease, tables.device, tables.document)] == before
    monkeypatch.undo()
    assert agree(staffed, proposal, LAN).state is State.APPLIED


def test_the_command_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retirements", "--data-dir", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == ["旧机留着额度：0 台", "停用以后补传的旧账：没有。"]
    assert main(["verify", "--data-dir", str(tmp_path)]) == 0
    assert "停用" not in capsys.readouterr().out


def test_an_alert_of_an_earlier_version_has_words_too(platform: Platform) -> None:
    from monitor.alerts.alerts import Alert
    from monitor.web.words import alert_words

    assert "已另记待查" in alert_words(Alert("till.suspense", "S01", "S01-1", "S01-1/1", 0, {}))
    freed = Alert("till.retired", "S01", "S01-1", "S01-1/1", 0, {"epoch": 1, "cards": 4, "freed": 1})
    assert "谁先刷卡就发到哪台" in alert_words(freed)


def test_what_waits_for_a_keeper_that_was_never_enrolled_is_taken_whole_and_never_sent_to_it(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    """S02-1 never came to life: card 5, whose store it keeps, is served elsewhere after two clicks."""
    assert tap(till, 5).state == "holder_away"
    proposal = propose(staffed, till_id="S02-1", to_till=None)
    told = {
        each.label: each.before for each in staffed.store.read(lambda c: RETIRE.preview(c, proposal.payload))
    }
    assert told["最后联系"] == "从未"
    assert told["最后联系时账齐不齐"] == "从未登记，额度没有送出过，收回是准的"
    assert told["还留着额度的卡"] == "1 张"
    agree(staffed, proposal, HUA, LAN)

    assert tap(till, 5).state == "granted"
    assert left(till, 5) == WHOLE
    late = enrolled("S02-1")
    assert late.leases == {}
    till.sell(("米", 5_000), card_no=card_no(5))
    assert till.upload().quarantined == []
    assert audit(staffed.store).first_bad is None
    with pytest.raises(Declined, match="没有 S02-1 第 2 次"):
        propose(staffed, till_id="S02-1", epoch=2, to_till=None)


def test_an_enrolment_in_the_meantime_keeps_what_waited_for_it(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    proposal = agree(staffed, propose(staffed, till_id="S02-1", to_till=None), HUA)
    late = enrolled("S02-1")
    assert left(late, 5) == WHOLE
    with pytest.raises(Declined, match="已被改动"):
        agree(staffed, proposal, LAN)
    assert tap(till, 5).state != "granted"


def test_a_till_that_was_never_enrolled_and_keeps_nothing_is_not_retired(
    staffed: Platform, till: SimulatedTill
) -> None:
    with pytest.raises(Declined, match="没有额度在等它"):
        propose(staffed, till_id="S01-2", to_till=None)
    with pytest.raises(Declined, match="没有 S02-1 第 2 次登记"):
        propose(staffed, till_id="S02-1", epoch=2, to_till=None)


def test_a_month_is_not_opened_for_a_keeper_that_was_given_up_but_for_its_next_installation(
    staffed: Platform, clock: FakeClock, till: SimulatedTill, enrolled: EnrolledTill
) -> None:
    """Else the whole next month would be with a machine that nobody has any more."""
    other = enrolled("S02-1")
    agree(staffed, propose(staffed, to_till=None), HUA, LAN)
    clock.at_ms = other.now_ms = clock.at_ms + 3 * 24 * 3600 * 1000  # The 26th: December is due.
    other.download()
    december = [row for row in rows(staffed, tables.lease) if row["month"] == "2026-12"]
    assert {row["till_id"] for row in december} == {"S02-1"}
    assert tap(other, 2, month="2026-12").state == "granted"  # Nobody holds it: at once.

    again = enrol_again(staffed, till)
    again.now_ms = clock.at_ms
    again.download()
    assert {card for card, month in again.leases if month == "2026-12"} == {card_no(n) for n in (1, 3, 4)}
    assert audit(staffed.store).first_bad is None
