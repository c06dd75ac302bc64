"""The manager's import of goods: a file, what it would change, a yes, and prices that count from then on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos.errors.people import ActDenied
from pos.services.goods.import_places import ImportPlace, PlaceKind
from pos.services.till import Till
from pos.ui.goods import presenter as presenting
from pos.ui.goods.presenter import GoodsPresenter, PreviewPicture
from pos.ui.goods.preview_table import PreviewModel
from pos.ui.places import Panel
from pos.ui.style.look import Look
from pos.ui.style.theme import load_theme
from tests.services.workbooks import workbook
from tests.shop import OIL, RICE, SOY
from tests.ui.fakes import FakeShell, FakeView, InlineBackground
from tests.ui.finger import tap
from tests.ui.people.staff.test_staff_page import touch_row
from tests.ui.windows import Clerk, MakeClerk, lines

Key = Qt.Key
ROWS = (
    (OIL, "压榨菜籽油", "5L", "桶", "油", 72.9, "按件"),
    (SOY, "酿造生抽", "500ml", "瓶", "调味", 9.5, "按件"),
    (RICE, "五常大米", "10kg", "袋", "粮食", 69.9, "按件"),
    ("00123", "上海青菜", None, "kg", "蔬菜", 4.98, "按重量", "00123", 1),
    ("A1", "盐", None, "袋", "调味", 2, "按件"),
    ("A2", "糖", None, "袋", "调味", "=1+1", "按件"),
)


class Desk:
    def __init__(self, till: Till) -> None:
        self.till, self.shell, self.view = till, FakeShell(), FakeView()
        self.presenter = GoodsPresenter(till.goods_import, lambda: self.view, self.shell, InlineBackground())
        self.folder = till.goods_import.folder
        till.goods_import._places = lambda: ()  # Not those of the machine the test runs on.
        self.folder.mkdir()

    def open(self, name: str = "十一月.xlsx") -> PreviewPicture:
        self.presenter.begin()
        self.shell.answer(name)
        return self.seen

    @property
    def seen(self) -> PreviewPicture:
        picture = self.view.shown["show_preview"]
        assert isinstance(picture, PreviewPicture)
        return picture

    def rows(self, key: str) -> list[tuple[str, str, str, str]]:
        self.presenter.filtered(key)
        return [(row.name, row.what, row.before, row.after) for row in self.seen.rows]


@pytest.fixture
def desk(till: Till) -> Desk:
    till.people.sign_in("2001", "8888")
    made = Desk(till)
    workbook(made.folder / "十一月.xlsx", ROWS)
    return made


def price(till: Till, code: str) -> int:
    return till.prices.check(code).label.goods.price


def test_the_files_of_the_import_folder_are_offered_the_newest_first(desk: Desk) -> None:
    for name in ("old.csv", "~$十一月.xlsx", ".hidden.csv", "photo.jpg"):
        (desk.folder / name).write_text("x", encoding="utf-8")

    desk.presenter.begin()

    assert {choice.key for choice in desk.shell.offered()} == {"old.csv", "十一月.xlsx"}
    assert desk.shell.choices is not None and str(desk.folder) in desk.shell.choices.words


def test_an_empty_folder_says_where_files_go(till: Till) -> None:
    till.people.sign_in("2001", "8888")
    desk = Desk(till)
    desk.folder.rmdir()
    desk.presenter.begin()

    assert desk.folder.is_dir()
    assert desk.shell.choices is not None
    assert "还没有文件" in desk.shell.choices.words


def test_mistakes_come_first_and_each_filter_shows_its_changes(desk: Desk) -> None:
    picture = desk.open()

    assert picture.chosen == "bad" and picture.can_apply
    assert [(row.code, row.name, row.before) for row in picture.rows] == [("第 7 行", "价格", "=1+1")]
    counts = {tab.words: tab.count for tab in picture.tabs}
    assert counts == {
        "新增": 1, "涨价": 1, "降价": 1, "改类": 1, "改名": 1, "其他": 0, "有误": 1, "文件没有": 3,
    }  # fmt: skip
    assert desk.rows("price_up") == [("压榨菜籽油 5L", "涨价", "69.90/桶", "72.90/桶")]
    assert desk.rows("price_down") == [("酿造生抽 500ml", "降价", "9.90/瓶", "9.50/瓶")]
    assert desk.rows("category") == [("五常大米 10kg", "改类", "米", "粮食")]
    assert desk.rows("name") == [("上海青菜", "改名", "上海青", "上海青菜")]
    assert desk.rows("new") == [("盐", "新增", "—", "2.00/袋 调味")]
    assert desk.rows("other") == []
    assert [name for name, *_ in desk.rows("missing")] == ["本地番茄", "黄心土豆", "高粱白酒 500ml"]


def test_nothing_is_written_before_a_yes(desk: Desk) -> None:
    desk.open()
    desk.presenter.take_over()
    asked = desk.shell.confirmation
    assert asked is not None
    assert "涨价 1" in asked.words and "有误的 1 行不写入" in asked.words and "3 种保持不变" in asked.words
    assert price(desk.till, OIL) == 6990

    desk.shell.say_yes()

    assert (price(desk.till, OIL), price(desk.till, SOY), price(desk.till, "A1")) == (7290, 950, 200)
    change = desk.till.prices.check(OIL).changes[0]
    assert (change.source, change.staff_id, change.approver) == ("十一月.xlsx", "2001", None)
    assert "已更新 5 种商品" in desk.view.shown["show_waiting"][0]
    desk.shell.confirmation = None
    desk.presenter.take_over()
    assert desk.shell.confirmation is None, "nobody says yes twice"


def test_a_file_that_changes_nothing_has_nothing_to_say_yes_to(desk: Desk) -> None:
    desk.open()
    desk.presenter.take_over()
    desk.shell.say_yes()

    workbook(desk.folder / "again.xlsx", ROWS[:3])
    picture = desk.open("again.xlsx")
    desk.shell.confirmation = None
    desk.presenter.take_over()

    assert not picture.can_apply and "没有要更新的" in picture.words
    assert desk.shell.confirmation is None


def test_what_cannot_be_read_is_told_in_the_panel(desk: Desk) -> None:
    (desk.folder / "old.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))
    desk.presenter.begin()
    desk.shell.answer("old.xls")
    assert "另存为 XLSX" in desk.view.shown["show_waiting"][1]
    desk.shell.answer("../ledger.db")
    assert "打不开" in desk.view.shown["show_waiting"][0]


def test_somebody_who_was_quicker_is_told(desk: Desk) -> None:
    desk.open()
    desk.presenter.take_over()
    other = desk.till.goods_import.preview("十一月.xlsx")
    desk.till.goods_import.apply(other, desk.till.goods_import.changed_by(other))

    desk.shell.say_yes()

    assert "又被改动过" in desk.view.shown["show_waiting"][0]


def test_a_cashier_is_told_at_once_and_writes_nothing(desk: Desk) -> None:
    desk.open()
    desk.till.people.sign_in("1001", "1234")
    desk.shell.choices = None
    desk.presenter.begin()
    assert (desk.shell.said().code, desk.shell.choices) == (ActDenied.code, None)

    desk.presenter.take_over()
    desk.shell.say_yes()

    assert price(desk.till, OIL) == 6990


def test_very_many_changes_are_counted_and_the_first_are_listed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenting, "ROWS_SHOWN_MAX", 2)
    desk.open()
    assert len(desk.rows("missing")) == 2
    assert desk.seen.more == "另有 1 行没有列出"


def test_the_table_is_a_sound_model(qtmodeltester: object) -> None:
    model = PreviewModel(Look(load_theme()))
    row = presenting.PreviewRow("A1", "盐", "新增", "—", "2.00", "up")
    model.show(("a", "b", "c", "d", "e"), (row, row))
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    assert model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "A1，盐，新增，—，2.00"


def test_a_manager_takes_new_prices_over_by_keyboard_alone(clerk: Clerk) -> None:
    clerk.till.people.sign_in("2001", "8888")
    clerk.scan(OIL)
    folder = clerk.till.goods_import.folder
    folder.mkdir()
    workbook(folder / "十一月.xlsx", ROWS)

    clerk.press(Key.Key_F10, Key.Key_S, Key.Key_Return)
    clerk.background.wait(30)
    clerk.turn(50)
    clerk.press(Key.Key_2)
    assert clerk.panel._table.preview.rowCount() == 1
    clerk.scan(SOY)
    assert clerk.window.conductor._panel is Panel.GOODS, "a scan closes no preview and sells nothing"
    clerk.press(Key.Key_F12, Key.Key_Escape)
    assert clerk.window.conductor._panel is Panel.GOODS, "a no goes back to the preview"
    assert clerk.till.prices.check(OIL).label.goods.price == 6990
    clerk.press(Key.Key_F12, Key.Key_F12)
    clerk.background.wait(30)
    clerk.turn(50)
    assert "已更新 5 种" in clerk.panel._file.text()
    clerk.press(Key.Key_Escape)
    clerk.scan(OIL)

    assert lines(clerk) == [OIL, OIL]
    assert [line.unit_price for line in clerk.till.checkout.state.basket.lines] == [6990, 7290]


def test_what_is_to_be_known_before_a_yes_has_a_tab_of_its_own(desk: Desk) -> None:
    # The federation's list overrules a category, and a code stands on file in another spelling.
    desk.till.prices.catalogue.apply_categories({OIL: "油"}, 1, at_ms=1)
    rows = [(f"0{OIL}", "压榨菜籽油", "5L", "桶", "日用", 72.9, "按件")]
    workbook(desk.folder / "b.xlsx", rows)
    picture = desk.open("b.xlsx")

    assert picture.tabs[-1].words == "提示" and picture.tabs[-1].count == 2
    desk.presenter.filtered("remarks")
    assert [(row.code, row.name, row.before) for row in desk.seen.rows] == [
        ("第 2 行", "编码", f"0{OIL} = {OIL}"),
        ("第 2 行", "类别", "日用 → 油"),
    ]
    desk.presenter.take_over()
    assert desk.shell.confirmation is not None and "提示 2 条" in desk.shell.confirmation.words
    desk.shell.say_yes()
    assert price(desk.till, OIL) == 7290


def test_a_column_that_no_heading_names_is_asked_for_once(desk: Desk) -> None:
    path = desk.folder / "own.csv"
    path.write_text(f"条码,品名,部门,零售价\n{OIL},压榨菜籽油,油,72.90\n", encoding="utf-8")
    desk.presenter.begin()
    desk.shell.answer("own.csv")
    asked = desk.shell.choices
    assert asked is not None and asked.title == "文件里哪一列是「单位」？"
    assert [choice.title for choice in asked.items] == ["部门", "没有这一列"]
    desk.shell.answer("=件")
    asked = desk.shell.choices
    assert asked is not None and asked.title == "文件里哪一列是「类别」？"
    desk.shell.answer("部门")
    desk.presenter.take_over()
    desk.shell.say_yes()
    assert price(desk.till, OIL) == 7290

    desk.shell.choices = None
    desk.presenter.begin()
    desk.shell.answer("own.csv")
    assert desk.seen.tabs[-1].words == "提示" and not desk.seen.can_apply


def test_a_file_of_which_nothing_can_be_asked_says_what_is_wrong(desk: Desk) -> None:
    (desk.folder / "page.xls").write_text("<html><table></table></html>", encoding="utf-8")
    desk.presenter.begin()
    desk.shell.answer("page.xls")
    assert "其实是网页" in str(desk.view.shown["show_waiting"])


# ── From a stick, and from any folder ──────────────────────────────────────────────────────


@pytest.fixture
def stick(till: Till, tmp_path: Path) -> Path:
    """A stick is plugged in, with a file two folders down."""
    path = tmp_path / "KINGSTON"
    (path / "商品").mkdir(parents=True)
    workbook(path / "商品" / "十二月.xlsx", ROWS)
    till.goods_import._places = lambda: (ImportPlace(PlaceKind.STICK, path),)
    till.people.sign_in("2001", "8888")
    return path


def row(clerk: Clerk, title: str) -> int:
    model = clerk.panel._list.choices
    return [model.item_at(place).title for place in range(model.rowCount())].index(title)


def come_to_rest(clerk: Clerk) -> None:
    clerk.background.wait(30)
    clerk.turn(50)


def test_from_a_stick_by_keys(clerk: Clerk, stick: Path, till: Till) -> None:
    clerk.press(Key.Key_F10, Key.Key_S)
    assert row(clerk, "U 盘 KINGSTON") == 0
    clerk.press(Key.Key_Return)
    come_to_rest(clerk)
    for _down in range(row(clerk, "商品")):
        clerk.press(Key.Key_Down)
    clerk.press(Key.Key_Return)
    come_to_rest(clerk)
    assert [row(clerk, "上一级"), row(clerk, "十二月.xlsx")] == [0, 1]
    clerk.press(Key.Key_Down, Key.Key_Return)
    come_to_rest(clerk)
    assert clerk.panel._file.text() == "十二月.xlsx"
    clerk.press(Key.Key_F12, Key.Key_F12)
    come_to_rest(clerk)
    changed = till.prices.history(OIL)[0]
    assert (changed.price_after, changed.source, changed.staff_id) == (7_290, "十二月.xlsx", "2001")


def test_from_a_stick_by_touch_and_it_is_pulled_out(make_clerk: MakeClerk, stick: Path) -> None:
    finger = make_clerk((1024, 768))
    tap(finger, "更多", "商品导入")
    touch_row(finger, "U 盘 KINGSTON")
    come_to_rest(finger)
    touch_row(finger, "商品")
    come_to_rest(finger)
    shutil.rmtree(stick)
    touch_row(finger, "十二月.xlsx")
    come_to_rest(finger)
    assert "十二月.xlsx" in finger.panel._file.text()
    assert "U 盘" in finger.panel._waiting.text()
    tap(finger, "换一个文件")
    touch_row(finger, "U 盘 KINGSTON")
    come_to_rest(finger)
    assert "U 盘" in finger.panel._waiting.text()
