"""Lists as streets send them: what is read, what is refused with its row, and what an import would do."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from openpyxl import Workbook

from monitor.cards.card_rules import read_card_rules, rules_on
from monitor.cards.invented_list import invented_csv, invented_rows
from monitor.cards.list_check import KnownPerson, ListCheck, check_list, lines_as_csv
from monitor.cards.list_people import COMPARED, ReadList, read_people
from monitor.cards.list_table import read_table
from monitor.declined import Declined
from monitor.register.identity_number import IdentityFinding, birth_digits

CATEGORIES = rules_on(read_card_rules(), "2026-11-23").categories
ROWS = list(invented_rows(6, seed=1))
HEAD, PEOPLE = ROWS[0], ROWS[1:]


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(rows)
    return made.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[object]], *merged: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read(content: bytes) -> ReadList:
    return read_people(read_table(content), CATEGORIES)


def known_of(people: ReadList) -> dict[str, KnownPerson]:
    """A register that holds exactly these people."""
    return {
        each.identity: KnownPerson(
            f"C{number}", {name: getattr(each, name) for name in COMPARED}, birth_digits(each.identity)
        )
        for number, each in enumerate(people.people, 1)
    }


def check(content: bytes, known: dict[str, KnownPerson]) -> ListCheck:
    return check_list(read(content), known, match=str)


@pytest.mark.parametrize(
    "content",
    [
        as_csv(ROWS),
        as_csv(ROWS, "utf-8-sig"),
        as_csv(ROWS, "gb18030"),
        as_csv([["武侯区爱心卡名单"], *ROWS, ["合计", "6人"]]),
        as_xlsx([["武侯区爱心卡名单"], *ROWS], "A1:G1"),
        "\n".join("\t".join(row) for row in ROWS).encode("gb18030"),
    ],
    ids=["utf-8", "with a mark", "gbk", "title and total", "workbook", "tabs"],
)
def test_a_list_is_read_whatever_its_form(content: bytes) -> None:
    people = read(content)
    assert [each.identity for each in people.people] == [row[1] for row in PEOPLE]
    assert people.refused == ()


def test_headings_are_spelt_in_several_ways() -> None:
    head = ("*持卡人姓名", "身份证号码（18位）", "所属街道", "救助 类别", "家庭编号", "手机", "住址")
    assert len(read(as_csv([head, *PEOPLE])).people) == 6


def test_merged_cells_say_the_same_for_each_of_their_rows() -> None:
    rows = [list(row) for row in ROWS]
    rows[1][2], rows[2][2], rows[3][2] = "玉林街道", "", ""
    people = read(as_xlsx(rows, "C2:C4"))
    assert [each.street for each in people.people[:3]] == ["玉林街道"] * 3
    assert people.refused == ()


def test_full_width_digits_are_plain_ones() -> None:
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    rows = [HEAD, *([row[0], row[1].translate(wide), *row[2:]] for row in PEOPLE)]
    assert read(as_csv(rows)) == read(as_csv(ROWS))


def test_a_wrong_check_digit_is_taken_with_a_second_look() -> None:
    identity = PEOPLE[0][1]
    wrong = identity[:-1] + ("1" if identity[-1] != "1" else "2")
    checked = check(as_csv([HEAD, (PEOPLE[0][0], wrong, *PEOPLE[0][2:])]), {})
    assert [each.look_again for each in checked.look_again] == [IdentityFinding.CHECK_DIGIT]
    assert checked.counts["new"] == 1
    assert "对照证件" in lines_as_csv(checked).decode("utf-8-sig")


def test_a_number_whose_last_digits_a_spreadsheet_lost_is_refused() -> None:
    rows = [HEAD, (PEOPLE[0][0], 510199194912310025, *PEOPLE[0][2:]), PEOPLE[1]]
    people = read(as_xlsx(rows))
    assert [(each.line, each.code) for each in people.refused] == [(2, "identity.digits_lost")]


def test_the_same_person_twice_is_taken_once() -> None:
    people = read(as_csv([*ROWS, PEOPLE[2]]))
    assert len(people.people) == 6
    assert people.refused == ((8, "row.twice", "和第 4 行是同一个身份证号"),)


def test_the_same_file_again_does_nothing() -> None:
    content = as_csv(ROWS)
    again = check(content, known_of(read(content)))
    assert again.counts == dict.fromkeys(again.counts, 0) | {"unchanged": 6}
    assert again.ends_percent == 0


@pytest.mark.parametrize(
    "content",
    [
        as_xlsx(ROWS)[:-400],
        as_csv([*ROWS[:4], ["合计", "6人"]]),
        as_csv(ROWS)[:-3],
    ],
    ids=["a cut workbook", "fewer than its total", "cut within a character"],
)
def test_half_a_file_is_not_taken(content: bytes) -> None:
    with pytest.raises(Declined) as declined:
        read(content[:-1] if content.endswith(b"\xe5") else content)
    assert declined.value.code in {"list.damaged", "list.half"}


def test_a_row_that_is_cut_is_refused_and_half_a_list_ends_nobody_without_a_second_reason() -> None:
    text = as_csv(ROWS).decode().replace("\r\n", "\n")
    half = "\n".join(text.split("\n")[:4]) + "\n" + text.split("\n")[4][:20]
    checked = check(half.encode(), known_of(read(as_csv(ROWS))))
    assert [each.code for each in checked.refused] in (["row.cut"], ["identity.unreadable"])
    assert checked.ends_percent == 50
    assert checked.needs_second_reason(share_max=10)
    assert not checked.needs_second_reason(share_max=50)


def test_what_differs_is_told_old_and_new_and_an_empty_cell_says_nothing() -> None:
    known = known_of(read(as_csv(ROWS)))
    moved = list(PEOPLE[0])
    moved[2], moved[5] = "晋阳街道" if moved[2] != "晋阳街道" else "玉林街道", ""
    checked = check(as_csv([HEAD, moved, *PEOPLE[1:]]), known)
    (changed,) = checked.changed
    assert changed == ("C1", 2, {"street": (PEOPLE[0][2], moved[2])})
    assert checked.gone == ()


def test_who_is_on_the_list_no_more_is_gone_and_not_deleted() -> None:
    checked = check(as_csv([HEAD, *PEOPLE[1:]]), known_of(read(as_csv(ROWS))))
    assert checked.gone == ("C1",)
    assert checked.ends_percent == 17


def test_one_name_and_one_household_with_another_number_is_a_possible_double() -> None:
    known = known_of(read(as_csv(ROWS)))
    other = list(invented_rows(9, seed=2))[-1]
    twin = (PEOPLE[0][0], other[1], *PEOPLE[0][2:])
    checked = check(as_csv([*ROWS, twin]), known)
    assert [(each.line, each.other) for each in checked.doubles] == [(8, "C1")]
    assert "电话、户号" in checked.doubles[0].why


def test_the_lines_for_the_office_name_no_identity_number_and_run_no_formula() -> None:
    bad = (PEOPLE[0][0], PEOPLE[0][1], PEOPLE[0][2], "=cmd", "", "", "")
    told = lines_as_csv(check(as_csv([HEAD, bad]), {})).decode("utf-8-sig")
    assert "2,未接收" in told
    assert PEOPLE[0][1] not in told


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "list.no_headings"),
        (as_csv([["甲", "乙"], ["1", "2"]]), "list.no_headings"),
        (as_csv([["姓名", "身份证号"], ["甲", "2"]]), "list.column_missing"),
        (b"\xff\xfe\x00\x01\x81", "list.not_a_table"),
        (b"PK\x03\x04 nothing", "list.damaged"),
    ],
)
def test_what_is_no_list_is_declined_with_what_to_do(content: bytes, code: str) -> None:
    with pytest.raises(Declined) as declined:
        read(content)
    assert declined.value.code == code


def test_an_invented_list_is_the_same_for_each_seed_and_right_in_every_row() -> None:
    content = invented_csv(300, seed=7)
    assert content == invented_csv(300, seed=7)
    assert content != invented_csv(300, seed=8)
    people = read(content)
    assert len(people.people) == 300
    assert len({each.street for each in people.people}) == 13
    assert all(each.look_again is None for each in people.people)
    assert replace(people.people[0], line=2) == people.people[0]
