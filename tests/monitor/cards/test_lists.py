"""A monthly list: checked without effect, brought in by two people from a month on, and never twice."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.cards.doubles import open_doubles, say_different
from monitor.cards.enrolments import enrolled
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.proposals.kinds import DAY_MS, Proposal, State
from monitor.store import register_tables as tables
from monitor.store.office_tables import act
from tests.monitor.cards.office import (
    MONTH,
    PEOPLE,
    cards_of,
    imported,
    issued,
    list_of,
    make_cards,
    propose_list,
    proposed,
    upload,
    with_field,
)
from tests.monitor.conftest import FakeClock, rows
from tests.monitor.proposing import HUA, LAN, MING, agree, staffed


@pytest.fixture
def office(platform: Platform) -> Platform:
    """The platform with people who may decide."""
    return staffed(platform)


def register(platform: Platform) -> list[dict[str, Any]]:
    return rows(platform, tables.person)


def enrolments(platform: Platform) -> dict[str, tuple[str, str | None]]:
    """From and to by masked name and street."""
    names = {each["person_id"]: each["masked_name"] for each in register(platform)}
    return {
        f"{names[each['person_id']]} {each['street']}": (each["from_month"], each["to_month"])
        for each in rows(platform, tables.enrolment)
    }


def test_an_upload_is_compared_and_changes_nobody(office: Platform) -> None:
    stored = upload(office, list_of(PEOPLE))
    assert stored.counts == {
        "new": 12, "unchanged": 0, "changed": 0, "gone": 0, "refused": 0, "look_again": 0, "doubles": 0,
    }  # fmt: skip
    assert register(office) == []
    lines = office.store.read(lambda c: office.lists.lines(c, stored.list_id))
    assert [said.outcome for _place, said in lines] == ["new"] * 12
    assert all(row[0] not in said.words for row in PEOPLE for _place, said in lines if len(row[0]) > 1)


def test_a_second_person_brings_a_list_in_from_the_stated_month(office: Platform) -> None:
    stored = upload(office, list_of(PEOPLE))
    proposal = propose_list(office, stored)
    assert register(office) == []
    assert agree(office, proposal, HUA).state is State.APPLIED
    assert len(register(office)) == 12
    assert {each["from_month"] for each in rows(office, tables.enrolment)} == {MONTH}
    assert len(rows(office, tables.household)) == 12
    assert len(rows(office, tables.membership)) == 12


def test_nothing_sensitive_stands_in_the_database_as_it_is(office: Platform) -> None:
    imported(office, PEOPLE)
    stored = repr([rows(office, table) for table in (*tables.TABLES, act)])
    for name, identity, _street, _kind, _house, phone, address in PEOPLE:
        assert identity not in stored
        assert phone not in stored
        assert address not in stored
        assert f"'{name}'" not in stored


def test_the_same_file_again_does_nothing(office: Platform) -> None:
    content = list_of(PEOPLE)
    stored = upload(office, content)
    assert upload(office, content, name="名单 副本.csv").list_id == stored.list_id
    agree(office, propose_list(office, stored), HUA)
    before = [rows(office, table) for table in tables.TABLES]
    with pytest.raises(Declined, match="已经导入过"):
        upload(office, content)
    assert [rows(office, table) for table in tables.TABLES] == before


def test_two_proposals_of_one_file_are_applied_once(office: Platform) -> None:
    stored = upload(office, list_of(PEOPLE))
    first, second = propose_list(office, stored), propose_list(office, stored)
    agree(office, first, HUA)
    with pytest.raises(Declined):
        agree(office, second, HUA)
    assert len(register(office)) == 12


def test_a_list_with_the_same_people_changes_nobody(office: Platform) -> None:
    imported(office, PEOPLE)
    again = upload(office, list_of(PEOPLE[::-1]))
    assert (again.counts["unchanged"], again.counts["new"], again.counts["gone"]) == (12, 0, 0)


def test_what_a_list_says_anew_is_written_and_the_old_months_stay(office: Platform) -> None:
    imported(office, PEOPLE)
    moved = with_field(PEOPLE[0], 街道="玉林街道", 联系电话="10000000001")
    stored = upload(office, list_of([moved, *PEOPLE[1:]]))
    assert (stored.counts["changed"], stored.counts["unchanged"]) == (1, 11)
    ((_place, said),) = office.store.read(lambda c: office.lists.lines(c, stored.list_id))
    assert "玉林街道" in said.words
    assert "10000000001" not in said.words
    agree(office, propose_list(office, stored, month="2027-01"), HUA)
    known = office.store.read(lambda c: enrolled(c, office.register_keys))
    (person,) = (each for each in known.values() if each.values["phone"] == "10000000001")
    assert person.values["street"] == "玉林街道"
    months = {
        (each["street"], each["from_month"], each["to_month"])
        for each in rows(office, tables.enrolment)
        if each["person_id"] == person.reference
    }
    assert months == {(PEOPLE[0][2], MONTH, MONTH), ("玉林街道", "2027-01", None)}
    references = {
        each["reference"] for each in rows(office, tables.enrolment) if each["person_id"] == person.reference
    }
    assert len(references) == 1


def test_who_is_not_on_the_list_any_more_ends_with_the_month_before(office: Platform) -> None:
    imported(office, PEOPLE)
    stored = upload(office, list_of(PEOPLE[:-1]))
    assert (stored.counts["gone"], stored.ends_percent) == (1, 9)
    agree(office, propose_list(office, stored, month="2027-01"), HUA)
    assert len(register(office)) == 12
    ended = [each for each in rows(office, tables.enrolment) if each["to_month"] is not None]
    assert [(each["from_month"], each["to_month"]) for each in ended] == [(MONTH, MONTH)]


def test_who_is_gone_from_the_running_month_keeps_it_to_its_end(office: Platform, clock: FakeClock) -> None:
    imported(office, PEOPLE, month="2026-11")
    imported(office, PEOPLE[:-1], month="2026-11")
    (ended,) = (each for each in rows(office, tables.enrolment) if each["to_month"] is not None)
    assert ended["to_month"] == "2026-11"


def test_a_card_of_somebody_gone_is_good_to_the_end_and_again_when_they_are_back(office: Platform) -> None:
    imported(office, PEOPLE, month="2026-11")
    for life in make_cards(office, "2026-11"):
        issued(office, life)
    imported(office, PEOPLE[:-1])
    from monitor.store.tables import card

    ends = {each["valid_to"] for each in rows(office, card)} - {"2027-12-31"}
    assert ends == {"2026-11-30", "2029-10-31"}
    imported(office, PEOPLE[::-1])
    assert {each["valid_to"] for each in rows(office, card)} - {"2027-12-31"} == {"2029-10-31"}
    assert len(cards_of(office)) == 12


def test_many_who_end_need_a_reason_of_their_own(office: Platform) -> None:
    imported(office, PEOPLE)
    stored = upload(office, list_of(PEOPLE[:-2]))
    assert stored.ends_percent == 17
    with pytest.raises(Declined, match="超过 10%"):
        propose_list(office, stored)
    proposal = propose_list(office, stored, reason="两户已脱困，街道来函核实")
    assert agree(office, proposal, HUA).state is State.APPLIED


def test_half_a_file_is_declined_or_needs_that_reason(office: Platform) -> None:
    imported(office, PEOPLE)
    whole = list_of(PEOPLE)
    with pytest.raises(Declined, match="断"):
        upload(office, whole[:-3])  # In the middle of a character.
    half = upload(office, list_of(PEOPLE[:6]))
    with pytest.raises(Declined, match="不在名单上"):
        propose_list(office, half)
    with pytest.raises(Declined, match="合计"):
        upload(office, list_of([*PEOPLE[:6], ["合计", "12", "", "", "", "", ""]]))


def test_a_list_of_nobody_is_declined(office: Platform) -> None:
    imported(office, PEOPLE)
    with pytest.raises(Declined, match="没有一行可以接收"):
        upload(office, list_of([]))


def test_a_wrong_check_digit_is_taken_and_looked_at_again(office: Platform) -> None:
    right = PEOPLE[0][1]
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    stored = upload(office, list_of([with_field(PEOPLE[0], 身份证号=wrong), *PEOPLE[1:]]))
    assert stored.counts["look_again"] == 1
    first = office.store.read(lambda c: office.lists.lines(c, stored.list_id))[0][1]
    assert first.outcome == "look_again"
    assert "校验码" in first.words
    assert wrong not in first.words


def test_full_width_digits_are_the_same_person(office: Platform) -> None:
    imported(office, PEOPLE)
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    rewritten = [with_field(row, 身份证号=row[1].translate(wide)) for row in PEOPLE]
    assert upload(office, list_of(rewritten)).counts["unchanged"] == 12


def test_the_same_person_twice_in_a_file_is_taken_once_and_told(office: Platform) -> None:
    stored = upload(office, list_of([*PEOPLE, PEOPLE[3]]))
    assert (stored.counts["new"], stored.counts["refused"]) == (12, 1)
    first = office.store.read(lambda c: office.lists.lines(c, stored.list_id))[0][1]
    assert (first.line, first.outcome, first.words) == (14, "refused", "和第 5 行是同一个身份证号")


def test_two_deciders_who_are_one_person_are_declined(office: Platform) -> None:
    proposal = propose_list(office, upload(office, list_of(PEOPLE)))
    with pytest.raises(Declined, match="别人复核"):
        agree(office, proposal, MING)
    assert register(office) == []


def test_a_decision_after_the_end_of_its_time_does_nothing(office: Platform, clock: FakeClock) -> None:
    proposal = propose_list(office, upload(office, list_of(PEOPLE)))
    clock.at_ms += 14 * DAY_MS
    with pytest.raises(Declined, match="已过期"):
        agree(office, proposal, HUA)
    assert register(office) == []


def test_a_second_click_loses(office: Platform) -> None:
    proposal = propose_list(office, upload(office, list_of(PEOPLE)))
    agree(office, proposal, HUA)
    for actor in (HUA, LAN):
        with pytest.raises(Declined, match="没有生效"):
            agree(office, proposal, actor)
    assert len(register(office)) == 12


def test_a_register_that_changed_since_the_dry_run_is_compared_anew(office: Platform) -> None:
    late = upload(office, list_of(PEOPLE[:5]))
    proposal: Proposal = propose_list(office, late)
    imported(office, PEOPLE)
    with pytest.raises(Declined, match="已被改动"):
        agree(office, proposal, HUA)
    again = upload(office, list_of(PEOPLE[:5]))
    assert again.list_id != late.list_id
    assert again.counts["gone"] == 7


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"file_hash": "00"}, "不一样"),
        ({"counts": {"new": 1}}, "不一样"),
        ({"list_id": "x"}, "没有这份名单"),
        ({"from_month": "2026-10"}, "生效月份"),
        ({"from_month": "2026-13"}, "生效月份"),
        ({"from_month": "2027-03"}, "生效月份"),
        ({"more": 1}, "不全"),
    ],
)
def test_a_payload_that_is_not_what_was_uploaded_is_declined(
    office: Platform, changed: dict[str, Any], words: str
) -> None:
    stored = upload(office, list_of(PEOPLE))
    with pytest.raises(Declined, match=words):
        propose_list(office, stored, **changed)


def test_possible_doubles_are_a_work_list_and_a_merge_can_be_undone(office: Platform) -> None:
    imported(office, PEOPLE)
    twin = with_field(PEOPLE[0], 身份证号="510199199001010017")
    imported(office, [*PEOPLE, twin])
    (double,) = office.store.read(open_doubles)
    assert "电话" in double.why
    payload = {"kept_id": double.other_id, "merged_id": double.person_id}
    agree(office, proposed(office, "person.merge", payload), HUA)
    assert office.store.read(open_doubles) == []
    again = upload(office, list_of([twin, *PEOPLE[1:]]))
    assert (again.counts["new"], again.counts["gone"]) == (0, 0)
    with pytest.raises(Declined, match="已经合并过"):
        proposed(office, "person.merge", payload)
    (merge,) = rows(office, tables.person_merge)
    agree(office, proposed(office, "person.unmerge", {"merge_id": merge["merge_id"]}), HUA)
    assert {each["merged_into"] for each in register(office)} == {None}
    open_ended = [each for each in rows(office, tables.enrolment) if each["to_month"] is None]
    assert len(open_ended) == 13
    with pytest.raises(Declined, match="已经撤销过"):
        proposed(office, "person.unmerge", {"merge_id": merge["merge_id"]})


def test_two_who_are_different_people_leave_the_work_list(office: Platform) -> None:
    twin = with_field(PEOPLE[0], 身份证号="510199199001010017")
    imported(office, [*PEOPLE, twin])
    (double,) = office.store.read(open_doubles)
    office.store.write(lambda c: say_different(c, MING, double.double_id, now_ms=1))
    assert office.store.read(open_doubles) == []
    with pytest.raises(Declined, match="处理过"):
        office.store.write(lambda c: say_different(c, MING, double.double_id, now_ms=1))


def test_that_all_fields_were_compared_stands_in_the_journal_of_acts(office: Platform) -> None:
    stored = upload(office, list_of(PEOPLE))
    told = [
        (each["how"], each["what"])
        for each in rows(office, act)
        if each["subject"] == f"list:{stored.list_id}"
    ]
    assert told == [("did", "list.upload"), ("looked", "register.compare")]


def test_only_who_may_uploads(office: Platform) -> None:
    from dataclasses import replace

    with pytest.raises(Declined, match="找经办"):
        upload(office, list_of(PEOPLE), actor=replace(MING, permissions=frozenset()))
