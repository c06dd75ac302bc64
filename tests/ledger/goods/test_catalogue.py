"""Finding goods, cards and people; taking over new lists whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.domain.cards.card import Card, CardStatus
from pos.domain.goods.goods import Goods, SoldBy
from pos.domain.people.staff import Role, Staff
from pos.errors.ledger import LedgerUnwritable
from pos.ledger.goods.catalogue import Catalogue, StaffRecord
from pos.ledger.goods.initials import VARIANTS_MAX, initials

TOMATO = Goods("00102", "西红柿", "", "kg", "蔬菜", 760, SoldBy.WEIGHT, "00102", 2)
CABBAGE = Goods("00101", "小白菜", "", "kg", "蔬菜", 480, SoldBy.WEIGHT, "00101", 1)
BEANS = Goods("00103", "长豆角", "", "kg", "蔬菜", 890, SoldBy.WEIGHT, "00103")
OIL = Goods("6901234567892", "压榨菜籽油", "5L", "桶", "油", 6_990, SoldBy.PIECE)
PASTE = Goods("6911111111111", "番茄酱", "250g", "瓶", "调味", 890, SoldBy.PIECE)
COLA = Goods("6922222222222", "Cola 可乐", "330ml", "听", "饮料", 250, SoldBy.PIECE)
NOW_MS = 1_795_401_720_000
SHELF = (OIL, TOMATO, CABBAGE, BEANS, PASTE, COLA)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.db")
    catalogue.replace_goods(SHELF)
    yield catalogue
    catalogue.close()


def found(catalogue: Catalogue, text: str, *, limit: int = 20) -> list[str]:
    return [goods.name for goods in catalogue.search(text, limit)]


def test_goods_are_found_by_code_and_by_plu(catalogue: Catalogue) -> None:
    assert catalogue.goods_by_code(OIL.code) == OIL
    assert catalogue.goods_by_code(TOMATO.code) == TOMATO
    assert catalogue.goods_by_plu("00102") == TOMATO
    assert catalogue.goods_by_code("6900000000000") is None
    assert catalogue.goods_by_plu("99999") is None
    assert catalogue.goods_count() == 6


@given(goods=st.lists(
    st.builds(
        Goods, code=st.text("0123456789AB", min_size=1, max_size=4),
        name=st.text("菜长乐 aA%_\"'*", min_size=1, max_size=5), spec=st.sampled_from(["", "5L"]),
        unit=st.just("件"), category=st.sampled_from(["蔬菜", "油"]), price=st.integers(0, 10),
        sold_by=st.sampled_from(SoldBy), plu=st.none() | st.text("01", min_size=5, max_size=5),
        quick_key=st.none() | st.integers(1, 3),
    ),
    max_size=6, unique_by=lambda goods: goods.code,
), typed=st.text("菜长乐 aA%_\"'*0", max_size=3))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_is_typed_finds_what_holds_it(tmp_path: Path, goods: list[Goods], typed: str) -> None:
    with closing(Catalogue(tmp_path / "catalogue.db")) as catalogue:
        catalogue.replace_goods(goods)
        for each in goods:
            assert catalogue.goods_by_code(each.code) == each
        names = {each.code for each in catalogue.search(typed)}
        wanted = "".join(character for character in typed.lower() if character.isalnum())
        for each in goods:
            letters = "".join(character for character in each.full_name.lower() if character.isalnum())
            if wanted and (wanted in letters or each.code.startswith(typed.strip().upper() or "-")):
                assert each.code in names
        assert names == set() or wanted


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("6901", ["压榨菜籽油"]), ("00102", ["西红柿"]), ("001", ["小白菜", "西红柿", "长豆角"]),
        ("xhs", ["西红柿"]), ("XHS", ["西红柿"]), ("x", ["小白菜", "西红柿"]), ("yzczy", ["压榨菜籽油"]),
        ("cdj", ["长豆角"]), ("zdj", ["长豆角"]), ("fqj", ["番茄酱"]), ("fjj", ["番茄酱"]),
        ("红柿", ["西红柿"]), ("菜", ["小白菜", "压榨菜籽油"]), (" 番茄 ", ["番茄酱"]),
        ("油5l", ["压榨菜籽油"]),
        ("油 5L", ["压榨菜籽油"]), ("cola", ["Cola 可乐"]), ("colak", ["Cola 可乐"]),
        ("可乐3", ["Cola 可乐"]),
        ("", []), ("   ", []), ("*", []), ('"', []), ("不存在", []), ("白西", []), ("zzz", []),
    ],
)  # fmt: skip
def test_goods_are_found_by_what_a_cashier_types(catalogue: Catalogue, typed: str, names: list[str]) -> None:
    assert sorted(found(catalogue, typed)) == sorted(names)


def test_the_best_come_first_without_doubles_and_not_too_many(catalogue: Catalogue) -> None:
    many = [replace(OIL, code=f"7{number:03d}", name=f"菜{'籽' * number}油") for number in range(30)]
    catalogue.replace_goods([*many, CABBAGE, replace(CABBAGE, code="7", name="7 号电池", plu=None)])
    assert found(catalogue, "7", limit=3)[0] == "7 号电池"
    assert found(catalogue, "菜", limit=3) == ["小白菜", "菜油", "菜籽油"]
    assert len(catalogue.search("菜")) == 20
    assert len({goods.code for goods in catalogue.search("7", 50)}) == len(catalogue.search("7", 50))


def test_quick_keys_stand_at_their_places(catalogue: Catalogue) -> None:
    assert catalogue.quick_keys() == [CABBAGE, TOMATO]


def test_the_federations_category_wins_whatever_came_first(catalogue: Catalogue) -> None:
    catalogue.apply_categories({PASTE.code: "蔬菜", "00999": "肉"}, 3, at_ms=NOW_MS)
    assert catalogue.goods_by_code(PASTE.code) == replace(PASTE, category="蔬菜")
    assert catalogue.search("番茄酱") == [replace(PASTE, category="蔬菜")]
    catalogue.replace_goods([PASTE, replace(OIL, code="00999")])
    for code, category in ((PASTE.code, "蔬菜"), ("00999", "肉")):
        goods = catalogue.goods_by_code(code)
        assert goods is not None
        assert goods.category == category
    catalogue.apply_categories({}, 4, at_ms=NOW_MS)
    assert catalogue.goods_by_code(PASTE.code) == PASTE
    assert catalogue.versions() == {"categories": 4}


def test_new_goods_take_the_place_of_the_old_or_nothing_changes(catalogue: Catalogue) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        catalogue.replace_goods([PASTE, COLA, PASTE])
    assert catalogue.goods_count() == 6
    assert found(catalogue, "西红柿") == ["西红柿"]
    catalogue.replace_goods([PASTE])
    assert catalogue.goods_by_code(OIL.code) is None
    assert found(catalogue, "西红柿") == found(catalogue, "xhs") == []
    assert found(catalogue, "fqj") == ["番茄酱"]


def test_cards_come_whole_and_then_as_changes(catalogue: Catalogue) -> None:
    card = Card("6201000000000013", "张*兰", "2026-01-01", "2026-12-31", CardStatus.ACTIVE)
    other = replace(card, card_no="6201000000000021")
    catalogue.apply_cards([card, other], full=True, version=1)
    assert catalogue.card(card.card_no) == card
    lost = replace(card, status=CardStatus.LOST)
    catalogue.apply_cards([lost], full=False, version=2)
    assert (catalogue.card(card.card_no), catalogue.card(other.card_no)) == (lost, other)
    catalogue.apply_cards([other], full=True, version=3)
    assert (catalogue.card(card.card_no), catalogue.card(other.card_no)) == (None, other)
    assert catalogue.versions() == {"cards": 3}


def test_people_are_kept_with_the_hash_of_their_pin(catalogue: Catalogue) -> None:
    cashier = StaffRecord(Staff("1001", "李芳", Role.CASHIER), "hash one")
    manager = StaffRecord(Staff("2001", "陈国强", Role.MANAGER), "hash two")
    catalogue.put_staff(manager)
    catalogue.put_staff(cashier)
    assert catalogue.staff("1001") == cashier
    assert catalogue.staff("9999") is None
    assert catalogue.staff_list() == [cashier.staff, manager.staff]
    catalogue.put_staff(replace(cashier, pin_hash="new"))
    assert catalogue.staff("1001") == replace(cashier, pin_hash="new")


def test_everything_is_there_after_a_restart(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.apply_categories({OIL.code: "副食"}, 7, at_ms=NOW_MS)
    with closing(Catalogue(tmp_path / "catalogue.db")) as again:
        assert again.goods_by_code(OIL.code) == replace(OIL, category="副食")
        assert again.versions() == {"categories": 7}


def test_a_scan_finds_goods_while_new_ones_are_taken_over(catalogue: Catalogue) -> None:
    misses: list[int] = []
    done = threading.Event()

    def scan() -> None:
        while not done.is_set():
            if catalogue.goods_by_code(OIL.code) is None or found(catalogue, "xhs") != ["西红柿"]:
                misses.append(1)

    thread = threading.Thread(target=scan)
    thread.start()
    for _turn in range(20):
        catalogue.replace_goods(SHELF)
    done.set()
    thread.join()
    assert misses == []


def test_initials_from_the_middle_of_a_name_find_it_after_those_from_the_beginning(
    catalogue: Catalogue,
) -> None:
    catalogue.replace_goods(
        [
            replace(SHELF[0], code="1", name="本地番茄", plu=None, quick_key=None),
            replace(SHELF[0], code="2", name="番茄酱", plu=None, quick_key=None),
        ]
    )

    assert found(catalogue, "fq") == ["番茄酱", "本地番茄"]
    assert found(catalogue, "dfq") == ["本地番茄"]


def test_a_disk_that_takes_nothing_is_told(catalogue: Catalogue) -> None:
    catalogue._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerUnwritable):
        catalogue.replace_goods([])
    assert catalogue.goods_by_code(OIL.code) == OIL


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("西红柿", ["xhs"]), ("长豆角", ["zdj", "cdj"]), ("重庆火锅", ["zqhg", "cqhg"]),
        ("5 号电池", ["5hdc"]),
        ("Cola 可乐", ["colakl", "colaky"]), ("大米", ["dm"]), ("", []), ("，。", []),
        ("调料茄子", ["dljz", "dlqz", "tljz", "tlqz"]),
        ("㊣油", ["y"]),
    ],
)  # fmt: skip
def test_a_name_is_typed_by_its_initials(name: str, ways: list[str]) -> None:
    assert sorted(initials(name)) == sorted(ways)


def test_a_name_with_many_second_readings_does_not_explode() -> None:
    assert len(initials("长重调茄参乐单卡壳提")) == VARIANTS_MAX
