from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos.domain.goods.goods import Goods
from pos.domain.paying.tender import TenderKind
from pos.domain.selling.basket import Origin
from pos.services.counter.state import PrinterView, SyncView
from pos.services.ports import NoSync
from pos.services.till import Till
from pos.ui.cards.balance.presenter import BalancePicture, BalancePresenter
from pos.ui.goods.search.presenter import SearchPresenter
from pos.ui.help.acts import MORE, Group, MoreAct
from pos.ui.help.presenter import MorePresenter
from pos.ui.help.words import KEYS, Section, demo_sections
from pos.ui.papers.receipt.presenter import ReceiptPresenter
from pos.ui.people.signin.presenter import SignInPresenter
from pos.ui.places import Panel
from pos.ui.receipt_picture import ReceiptPicture
from pos.ui.style.window_file import load_text_percent, save_text_percent
from pos.ui.top.lights import clock_words, picture_top, printer_light, sync_light
from tests.shop import LAN, LOST, MORNING_MS, OIL, WITHOUT_LEASE, Shop
from tests.ui.fakes import FakeShell, FakeView, InlineBackground

# ── Signing in ─────────────────────────────────────────────────────────────────────────────


def signing_in(till: Till) -> tuple[SignInPresenter, FakeShell, FakeView, FakeView]:
    shell, sign_in, shift = FakeShell(), FakeView(), FakeView()
    presenter = SignInPresenter(
        till.people, till.shifts, lambda: sign_in, lambda: shift, shell, till.staff.unlock
    )
    return presenter, shell, sign_in, shift


def test_a_person_signs_in_opens_the_shift_and_leaves(shop: Shop) -> None:
    till = shop.start()
    presenter, shell, sign_in, shift = signing_in(till)
    presenter.signed("1001", "1234")
    assert [till.people.signed_in] == till.people.staff_list()[:1]
    assert shift.shown["greet"] == "李芳"
    presenter.float_given("500")
    opened = till.shifts.current()
    assert opened is not None and opened.float_fen == 50_000
    presenter.signed_out()
    assert not till.people.signed_in
    assert "clear" in sign_in.shown
    assert shell.went_home == 3
    till.close()


def test_a_wrong_pin_is_said_and_only_the_pin_is_typed_again(shop: Shop) -> None:
    till = shop.start()
    presenter, shell, sign_in, _shift = signing_in(till)
    presenter.signed("1001", "9999")
    assert "4" in shell.said().what_next
    assert "forget_pin" in sign_in.shown and "clear" not in sign_in.shown
    presenter.signed("1001", "1234")
    assert shell.said().title == ""
    presenter.float_given("1.2.3")
    assert shell.said().code == "amount.unreadable"
    presenter.float_given("")  # Nothing typed is not zero: Enter once too often opens no shift.
    assert shell.said().title == "请输入备用金"
    assert till.shifts.current() is None
    presenter.float_given("0")
    assert till.shifts.current() is not None
    till.close()


# ── The goods search ───────────────────────────────────────────────────────────────────────


@dataclass
class Search:
    till: Till
    shell: FakeShell = field(default_factory=FakeShell)
    view: FakeView = field(default_factory=FakeView)
    picked: list[tuple[Goods, Origin]] = field(default_factory=list)

    def presenter(self) -> SearchPresenter:
        return SearchPresenter(
            self.till, lambda: self.view, self.shell, lambda *picked: self.picked.append(picked)
        )


def test_initials_names_and_codes_find_goods_while_they_are_typed(till: Till) -> None:
    search = Search(till)
    presenter = search.presenter()
    for typed, name in (("shq", "上海青"), ("土豆", "黄心土豆"), (OIL[:8], "压榨菜籽油 5L")):
        presenter.typed(typed)
        items, _words = search.view.shown["show_results"]
        assert items[0].title == name
    presenter.typed("zzzz")
    items, words = search.view.shown["show_results"]
    assert items == () and "没有找到" in words


def test_what_was_typed_before_the_panel_opened_is_searched_at_once(till: Till) -> None:
    search = Search(till)
    presenter = search.presenter()
    presenter.begin("s")
    assert search.view.shown["show_search"] == "s"
    assert search.view.shown["show_quick_keys"][0].title == "上海青"
    presenter.chosen("00123")
    presenter.quick("00207")
    presenter.quick("99999")
    assert [(goods.name, origin) for goods, origin in search.picked] == [
        ("上海青", Origin.KEYED),
        ("本地番茄", Origin.QUICK_KEY),
    ]


# ── The balance ────────────────────────────────────────────────────────────────────────────


def test_a_balance_is_shown_without_buying_and_printed_for_its_holder(till: Till) -> None:
    shell, view = FakeShell(), FakeView()
    presenter = BalancePresenter(till.cards, till.receipts, lambda: view, shell)
    presenter.asked(LAN)
    picture = view.shown["show_balance"]
    assert isinstance(picture, BalancePicture)
    assert (picture.name, shell.panel) == ("张*兰", Panel.BALANCE)
    assert LAN not in picture.card and picture.card.endswith(LAN[-4:])
    assert [(meter.title, meter.left_words) for meter in picture.meters] == [
        ("蔬菜", "62.30"),
        ("米面油肉蛋奶", "140.00"),
        ("购物补贴", "60.00"),
    ]
    presenter.printed()
    assert shell.said().title == "已送去打印"
    assert till.checkout.state.basket.is_untouched


def test_a_card_without_a_lease_has_its_reason_and_a_lost_one_is_refused(till: Till) -> None:
    shell, view = FakeShell(), FakeView()
    presenter = BalancePresenter(till.cards, till.receipts, lambda: view, shell)
    presenter.asked(WITHOUT_LEASE)
    assert view.shown["show_balance"].notice is not None
    assert shell.attempt(lambda: presenter.asked(LOST)) is None
    assert shell.said().code == "card.lost"


# ── Receipts ───────────────────────────────────────────────────────────────────────────────


def receipts(till: Till) -> tuple[ReceiptPresenter, FakeShell, FakeView]:
    shell, view = FakeShell(), FakeView()
    presenter = ReceiptPresenter(till.receipts, till.permissions, lambda: view, shell, InlineBackground())
    return presenter, shell, view


def sell(till: Till, tendered: str | None) -> str:
    till.checkout.scan(OIL)
    till.checkout.pay(TenderKind.CASH, tendered)
    return till.checkout.done().sale_no


def test_after_a_sale_the_change_is_large_and_the_paper_is_drawn(till: Till) -> None:
    presenter, shell, view = receipts(till)
    till.checkout.scan(OIL)
    till.checkout.pay(TenderKind.CASH, "100")
    presenter.completed(till.checkout.done())
    picture = view.shown["show_sale"]
    assert isinstance(picture, ReceiptPicture)
    assert (picture.figure_word, picture.figure) == ("找零", "30.10")
    assert view.shown["show_paper"].startswith(b"\x89PNG")
    assert shell.panel is Panel.RECEIPT


def test_without_change_the_sum_itself_is_large(till: Till) -> None:
    presenter, _shell, view = receipts(till)
    till.checkout.scan(OIL)
    till.checkout.pay(TenderKind.WECHAT, None, said_by=till.people.signed_in)
    presenter.completed(till.checkout.done())
    assert (view.shown["show_sale"].figure_word, view.shown["show_sale"].figure) == ("收到", "69.90")


def test_a_past_sale_is_chosen_shown_and_printed_again(till: Till) -> None:
    presenter, shell, view = receipts(till)
    presenter.past_sales()
    assert shell.said().title and shell.offered() == ()
    first = sell(till, None)
    till.checkout.attach_card(LAN)
    sell(till, None) if till.checkout.state.paid_so_far.due else None
    presenter.past_sales()
    assert shell.offered()[-1].key == first
    shell.answer(first)
    assert view.shown["show_sale"].reprint
    presenter.reprinted()
    shell.because("顾客遗失")
    assert "重印" in shell.said().what_next
    presenter.past_sale("S01-1-20261123-9999")
    assert shell.said().code == "sale.unknown"


# ── The rarer acts ─────────────────────────────────────────────────────────────────────────


@dataclass
class Menu:
    """The menu's panel, with the acts of other rooms written down."""

    till: Till
    shell: FakeShell = field(default_factory=FakeShell)
    view: FakeView = field(default_factory=FakeView)
    done: list[MoreAct] = field(default_factory=list)

    def presenter(self) -> MorePresenter:
        others = {act: lambda act=act: self.done.append(act) for act in (MoreAct.RECEIPTS, MoreAct.SIGN_OUT)}
        return MorePresenter(
            self.till, lambda: self.view, self.shell, InlineBackground(), others, next_text_size=lambda: 150
        )


def more(till: Till) -> tuple[MorePresenter, FakeShell]:
    menu = Menu(till)
    return menu.presenter(), menu.shell


def test_the_customer_says_how_much_of_the_subsidy_is_used(till: Till) -> None:
    presenter, shell = more(till)
    presenter.pressed(MoreAct.SUBSIDY)
    assert shell.said().code == "card.missing"
    till.checkout.scan(OIL)
    till.checkout.attach_card(LAN)
    presenter.pressed(MoreAct.SUBSIDY)
    shell.answer("20")
    assert till.checkout.state.quote.totals.subsidy == 2_000
    presenter.pressed(MoreAct.SUBSIDY)
    assert shell.question is not None and shell.question.prefill == "20.00"
    shell.press_extra()
    assert till.checkout.state.quote.totals.subsidy == 5_592


def test_syncing_without_a_platform_says_so_and_harms_nothing(till: Till) -> None:
    presenter, shell = more(till)
    presenter.pressed(MoreAct.SYNC)
    assert shell.said().title == "未接入平台"


class BrokenSync(NoSync):
    def view(self) -> SyncView:
        return SyncView(configured=True, connected=False, pending=3, since_ms=None, problem="monitor.lied")

    def sync_now(self) -> SyncView:
        return self.view()


def test_a_sync_that_fails_is_said_in_the_errors_words(till: Till) -> None:
    till.sync = BrokenSync(problem=None)
    presenter, shell = more(till)
    presenter.pressed(MoreAct.SYNC)
    assert shell.said().code == "monitor.lied"
    assert "照常收银" in shell.said().what_next


def test_acts_of_other_rooms_the_text_size_and_the_help_are_reached(till: Till) -> None:
    menu = Menu(till)
    presenter = menu.presenter()
    for act in (MoreAct.RECEIPTS, MoreAct.SIGN_OUT, MoreAct.TEXT_SIZE, MoreAct.HELP):
        presenter.pressed(act)
    assert menu.done == [MoreAct.RECEIPTS, MoreAct.SIGN_OUT]
    assert menu.shell.panel is Panel.HELP
    assert menu.shell.said().title == "文字大小 150%"


def test_every_line_of_the_menu_has_a_key_of_its_own_digits_for_selling_letters_for_the_store() -> None:
    assert len({line.key for line in MORE}) == len({line.act for line in MORE}) == len(MORE)
    assert {line.act for line in MORE} == set(MoreAct)
    for line in MORE:
        letter = len(line.key) == 1 and line.key in string.ascii_uppercase
        assert letter or (line.group is Group.SALE and line.key.isdigit())


def test_before_the_shift_the_menu_offers_only_what_needs_none(shop: Shop) -> None:
    till = shop.start()
    till.people.sign_in("1001", "1234")
    menu = Menu(till)
    menu.presenter().begin()
    assert menu.view.shown["show_lines"] == tuple(line for line in MORE if not line.needs_shift)
    till.shifts.open("500")
    menu.presenter().begin()
    assert menu.view.shown["show_lines"] == MORE
    till.close()


# ── Help, lights, choices ──────────────────────────────────────────────────────────────────


def test_the_demos_page_is_read_by_headings_and_pairs(tmp_path: Path) -> None:
    page = tmp_path / "hints.txt"
    page.write_text("loose\t1\n# 收银员\n1001 李芳\tPIN 1234\n\n# 卡\n6201\n", encoding="utf-8")
    assert demo_sections(page) == (
        Section("试一试", (("loose", "1"),)),
        Section("收银员", (("1001 李芳", "PIN 1234"),)),
        Section("卡", (("6201", ""),)),
    )


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_bytes(b"\xff\xfe\x00")])
def test_a_demo_page_that_cannot_be_read_offers_nothing(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "hints.txt")
    assert demo_sections(tmp_path / "hints.txt") == ()
    assert demo_sections(None) == ()


def test_help_names_every_key_of_the_checkout() -> None:
    keys = " ".join(left for section in KEYS for left, _right in section.rows)
    assert all(key in keys for key in ("F2", "F3", "F4", "F5 / F6", "F7", "Del", "F10", "F12", "F1", "3*"))


def view(*, connected: bool, pending: int, since_ms: int | None = None, configured: bool = True) -> SyncView:
    return SyncView(configured, connected, pending, since_ms, None)


def test_the_light_is_honest_about_the_platform() -> None:
    assert sync_light(view(connected=True, pending=0)).words == "已连通 · 待传 0"
    assert (
        sync_light(view(connected=False, pending=4, since_ms=MORNING_MS)).words == "离线 · 待传 4 · 自 10:42"
    )
    assert sync_light(view(connected=False, pending=4)).words == "离线 · 待传 4"
    assert sync_light(view(connected=False, pending=0, configured=False)).words == "未接入平台"


def test_the_printer_is_mentioned_only_when_something_is_wrong() -> None:
    assert printer_light(PrinterView(configured=False, healthy=True, waiting=0, problem=None)) is None
    assert printer_light(PrinterView(configured=True, healthy=True, waiting=2, problem=None)) is None
    wrong = PrinterView(configured=True, healthy=False, waiting=2, problem="printer.unreachable")
    light = printer_light(wrong)
    assert light is not None and (light.words, light.tone) == ("打印机没反应 · 2 张在等", "warn")
    back = PrinterView(configured=True, healthy=True, waiting=0, problem=None, missing=3)
    light = printer_light(back)
    assert light is not None and light.words == "小票 3 张过期 · 可补打"


def test_the_top_line_reads_like_the_designs(till: Till) -> None:
    picture = picture_top(
        store_name="浆洗街店",
        till_number="1",
        staff=till.people.signed_in,
        shift=till.shifts.current(),
        sale_counter=87,
        status=till.status(),
    )
    assert (picture.brand, picture.till) == ("慈善惠民超市 · 浆洗街店", "1 号机")
    assert (picture.who, picture.shift) == ("收银员 李芳", "早班 · 第 87 单")
    assert picture.clock == clock_words(MORNING_MS) == "11-23 周一 10:42"
    assert picture.fence is None


def test_a_clock_that_was_set_back_is_on_the_top_line(shop: Shop, till: Till) -> None:
    shop.clock.forward(hours=-3)
    picture = picture_top(
        store_name="浆洗街店",
        till_number="1",
        staff=None,
        shift=None,
        sale_counter=None,
        status=till.status(),
    )
    assert picture.fence is not None and "时钟" in picture.fence.words
    assert picture.shift == ""


def test_the_text_size_is_remembered_and_nonsense_is_forgotten(tmp_path: Path) -> None:
    assert load_text_percent(tmp_path / "none") == 100
    save_text_percent(tmp_path / "new", 150)
    assert load_text_percent(tmp_path / "new") == 150
    for content in ("[]", "{", '{"text_percent": 900}', '{"text_percent": "150"}'):
        (tmp_path / "window.json").write_text(content, encoding="utf-8")
        assert load_text_percent(tmp_path) == 100
    (tmp_path / "file").write_text("", encoding="utf-8")
    save_text_percent(tmp_path / "file", 125)  # Not a folder: the choice is lost, nothing else.
