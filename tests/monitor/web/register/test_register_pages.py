"""A list, its people and their cards by pages alone: nothing sensitive is shown that nobody asked for."""

from __future__ import annotations

import re

import pypdfium2 as pdfium

from monitor.cards.card_states import CardState
from monitor.cards.finding import cards_under
from monitor.platform import Platform
from monitor.store import register_tables as tables
from monitor.web.register.card_values import shown_state
from tests.monitor.cards.office import PEOPLE, list_of, with_field
from tests.monitor.conftest import card_no, rows
from tests.monitor.simulated_till import SimulatedTill
from tests.monitor.web.register.conftest import Office
from tests.words.ids import ids_in

CARDS = "/office/cards"
TWIN = with_field(PEOPLE[0], 身份证号="510199199001010017")


def brought_in(office: Office, people: list[tuple[str, ...] | list[str]] | None = None) -> None:
    assert office.upload(list_of(list(PEOPLE) if people is None else people)) == 200
    office.act("/propose", from_month="2026-11", reason="每月名单")
    office.decide()


def first_made(office: Office) -> str:
    """Have cards made, and open the page of one."""
    office.maker.open(CARDS)
    assert office.act("/make", month="2026-11", reason="新增的人") == 200
    office.decide()
    office.maker.open(CARDS)
    address = re.findall(r'href="(/office/cards/[^"]+)"', office.maker.page)[0]
    office.maker.open(address)
    return str(address)


def test_a_list_is_uploaded_read_and_brought_in_by_two_windows(platform: Platform, office: Office) -> None:
    wrong = with_field(PEOPLE[1], 类别="其他")
    assert office.upload(list_of([*PEOPLE[:1], wrong, *PEOPLE[2:]])) == 200
    assert "新增 11" in office.maker.words
    assert "未接收的行 1" in office.maker.words
    assert "不在代码表里" in office.maker.words
    assert rows(platform, tables.person) == []
    answer = office.act("/propose", from_month="12月", reason="每月名单")
    assert answer == 409
    assert "生效月份要在" in office.maker.words
    office.act("/propose", from_month="2026-12", reason="每月名单")
    assert "导入名单" in office.maker.words
    assert "十二月名单.csv" in office.maker.words
    assert "不在代码表里" in office.maker.words  # Whoever decides reads the lines too.
    office.decide()
    assert len(rows(platform, tables.person)) == 11
    office.maker.open("/office/lists")
    assert "已导入" in office.maker.words
    assert ids_in(office.maker.words.replace("十二月名单.csv", "")) == []


def test_what_is_no_list_is_told_above_the_form(platform: Platform, office: Office) -> None:
    assert office.upload(b"\x00\x01") == 409
    assert "不是名单文件" in office.maker.words
    office.maker.open("/office/lists")
    form = next(each for each in office.maker.forms() if each.action == "/office/lists")
    nothing = {name: value for name, value in form.fields.items() if name != "file"}
    answer = office.maker.post(form.action, nothing)
    assert answer.status_code == 422
    assert "请选名单文件" in answer.text
    brought_in(office)
    assert office.upload(list_of(PEOPLE), "同一份.csv") == 409
    assert "已经导入过" in office.maker.words


def test_half_a_file_asks_for_a_reason_on_its_page(office: Office) -> None:
    brought_in(office)
    assert office.upload(list_of(PEOPLE[:6])) == 200
    assert "不在名单上的人占 50%" in office.maker.words
    assert office.act("/propose", from_month="2026-12", reason="每月名单") == 409
    assert "超过 10%" in office.maker.words
    assert office.act("/propose", from_month="2026-12", reason="每月名单", ends_reason="街道核实") == 200
    assert "街道核实" in office.maker.words


def test_a_card_is_made_handed_over_printed_and_lost_on_its_page(
    platform: Platform, office: Office, till: SimulatedTill
) -> None:
    brought_in(office)
    address = first_made(office)
    assert "已制卡" in office.maker.words
    assert office.act("/issue", to_whom="") == 422
    assert "请选交给了谁" in office.maker.words
    assert office.act("/issue", to_whom="holder", store_id="S01") == 200
    assert "已发放" in office.maker.words
    assert "本人" in office.maker.words
    form = next(each for each in office.maker.forms() if each.action.endswith("/print"))
    sheet = office.maker.post(form.action, form.fields)
    assert sheet.headers["content-type"] == "application/pdf"
    text = pdfium.PdfDocument(sheet.content)[0].get_textpage().get_text_range()
    assert "爱心卡" in text
    till.download()
    office.maker.open(address)
    assert "100.00" in office.maker.words
    assert office.act("/lost") == 200
    assert "已挂失" in office.maker.words
    assert office.act("/resume", reason="找到了") == 200
    office.decide()
    office.maker.open(address)
    assert "已发放" in office.maker.words or "使用中" in office.maker.words
    number = next(each["card_no"] for each in rows(platform, tables.card_life) if each["issued_ms"])
    assert number not in office.maker.page
    assert ids_in(office.maker.words) == []


def test_a_card_is_found_by_its_number_or_last_digits_and_shown_with_its_use(
    platform: Platform, office: Office, till: SimulatedTill
) -> None:
    till.sell(("蔬菜", 4_000), card_no=card_no(1))
    till.upload()
    office.maker.open(CARDS)
    assert office.act("/find", number="12") == 409
    assert "最后 4 位" in office.maker.words
    office.maker.open(CARDS)
    office.act("/find", number=card_no(1))
    assert "浆洗街店" in office.maker.words
    assert "24.00" in office.maker.words or "40.00" in office.maker.words
    assert card_no(1) not in office.maker.page
    office.maker.open(CARDS)
    office.act("/find", number=card_no(2)[-4:])
    assert card_no(2)[-4:] in office.maker.words


def test_a_card_that_was_used_is_in_use_and_one_whose_last_day_is_past_is_over(
    office: Office, till: SimulatedTill, platform: Platform
) -> None:
    brought_in(office)
    address = first_made(office)
    office.act("/issue", to_whom="holder", store_id="S01")
    assert "已发放" in office.maker.words
    number = next(each["card_no"] for each in rows(platform, tables.card_life) if each["issued_ms"])
    till.download()
    till.sell(("蔬菜", 4_000), card_no=number)
    till.upload()
    office.maker.open(address)
    assert "使用中" in office.maker.words
    (life,) = (each for each in platform.store.read(lambda c: cards_under(c, address.rpartition("/")[2])))
    assert shown_state(life, today="2030-01-01") is CardState.EXPIRED


def test_a_double_click_on_a_cards_page_is_told(office: Office) -> None:
    brought_in(office)
    address = first_made(office)
    form = next(each for each in office.maker.forms() if each.action.endswith("/issue"))
    typed = {**form.fields, "to_whom": "family", "store_id": ""}
    assert office.maker.post(form.action, typed).status_code == 303
    again = office.maker.post(form.action, typed)
    assert again.status_code == 409
    assert "没有生效" in again.text
    assert address == form.action.removesuffix("/issue")


def test_a_field_is_shown_once_for_a_purpose_and_the_page_says_who_looked(
    platform: Platform, office: Office
) -> None:
    brought_in(office)
    first_made(office)
    person = re.findall(r'href="(/office/people/[^"]+)"', office.maker.page)[0]
    office.maker.open(person)
    identities = {row[1] for row in PEOPLE}
    assert not any(each in office.maker.page for each in identities)
    assert office.act("/look", field="identity", purpose="") == 422
    assert office.act("/look", field="identity", purpose="本人来电核对") == 200
    assert any(each in office.maker.page for each in identities)
    office.maker.open(person)
    assert not any(each in office.maker.page for each in identities)
    assert "本人来电核对" in office.maker.words
    assert "查看登记的身份证号" in office.maker.words
    assert ids_in(office.maker.words) == []


def test_possible_doubles_are_merged_and_split_again_by_pages(platform: Platform, office: Office) -> None:
    brought_in(office, [*PEOPLE, TWIN])
    office.maker.open("/office/doubles")
    assert "相同，身份证号不同" in office.maker.words
    assert office.act("/merge", reason="证件换过号") == 200
    office.decide()
    office.maker.open("/office/doubles")
    assert "没有要看的" in office.maker.words
    (merged,) = (each for each in rows(platform, tables.person) if each["merged_into"])
    office.maker.open(f"/office/people/{merged['person_id']}")
    assert "这条登记已并入" in office.maker.words
    assert office.act("/unmerge", reason="其实是两个人") == 200
    office.decide()
    assert all(each["merged_into"] is None for each in rows(platform, tables.person))


def test_two_who_are_not_one_leave_the_list_with_a_click(office: Office) -> None:
    brought_in(office, [*PEOPLE, TWIN])
    office.maker.open("/office/doubles")
    assert office.act("/different") == 200
    assert "没有要看的" in office.maker.words


def test_a_card_is_replaced_by_pages(platform: Platform, office: Office) -> None:
    brought_in(office)
    address = first_made(office)
    office.act("/issue", to_whom="holder", store_id="S01")
    assert office.act("/replace", reason="丢了") == 200
    assert "换卡" in office.maker.words
    office.decide()
    office.maker.open(address)
    assert "已制卡" in office.maker.words
    assert "已换卡" in office.maker.words
    assert "换下尾号" in office.maker.words  # Of the new card, and below what was done to the old one.
    assert "本人" in office.maker.words
    assert len(rows(platform, tables.card_chain)) == 2
