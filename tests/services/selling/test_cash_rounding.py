"""A shop without fen coins: from the rule over sale, return and count to the day's figures and paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.crypto.keys import DeviceKey
from pos.domain.shifts.drawer import DENOMINATIONS
from pos.ledger.verifying.verify import verify_ledger
from pos.services.days.reconciling import compare
from pos.services.installation.shipped import load_default_programme
from pos.services.ports import PlatformDay
from pos.services.reports.settlement_data import settlement_data
from pos.services.reports.settlement_report import settlement_words
from pos.services.settlement.settling import OtherSides, settle_day
from tests.records import replace
from tests.shop import LAN, MANAGER, MANAGER_PIN, SOY, Shop, grant

TOMATOES = "00207"  # 7.60 a kg.


@pytest.fixture
def front(tmp_path: Path) -> HeadlessTill:
    """A headless till, a manager signed in, a shift open, cash down to 角."""
    front = HeadlessTill(Shop(tmp_path).start())
    for line in (f"login {MANAGER} {MANAGER_PIN}", "rules cash_rounding=down_to_jiao", "open 500.00"):
        assert front.answer(line)["ok"]
    return front


def sold(front: HeadlessTill, price: str, *payments: str) -> dict[str, object]:
    """A bottle at a price, paid; the answer of `done`."""
    front.answer(SOY)
    front.answer(f"price 1 {price}")
    for payment in payments:
        told = front.answer(f"pay {payment}")
        assert told["ok"], told
    return front.answer("done")


def test_a_day_without_fen_coins_ends_without_a_difference(front: HeadlessTill, tmp_path: Path) -> None:
    front.answer(SOY)
    told = front.answer("price 1 9.87")
    assert (told["basket"]["due"], told["basket"]["cash_due"]) == (987, 980)
    front.answer("cancel")

    first = sold(front, "9.87", "cash 50")
    assert (first["change"], first["rounding"]) == (4020, 7)
    assert sold(front, "9.84", "cash")["rounding"] == 4
    returned = front.answer(f"return {first['sale_no']} 1 1")
    assert returned["ok"], returned

    counted = front.answer("count cash 100x5 5x1 1x4 0.5x1 0.1x3")["count"]
    assert (counted["expected"], counted["difference"]) == (50_980, 0)
    closed = front.answer("close-shift")
    assert closed["figures"]["rounding"] == 4
    day = front.answer("close-day 对过了")
    assert day["ok"], day
    assert (day["figures"]["payable"], day["figures"]["rounding"]) == (984, 4)
    front.answer("quit")
    front._till.close()
    public_key = DeviceKey.load(tmp_path / "device.key").public_key
    assert (
        verify_ledger(
            tmp_path / "ledger.db", public_key=public_key, default_programmes=(load_default_programme(),)
        ).first_bad
        is None
    )


def test_fen_in_cash_are_refused_in_words(front: HeadlessTill) -> None:
    front.answer(SOY)
    front.answer("price 1 9.87")
    refused = front.answer("pay cash 9.87")
    assert refused["code"] == "tender.no_fen_coins"
    assert "只收到角" in refused["message"]


def test_so_much_cash_is_a_question_and_said_again_it_is_taken(front: HeadlessTill) -> None:
    front.answer(SOY)
    asked = front.answer("pay cash 999999.90")
    assert asked["code"] == "tender.cash_unlikely"
    assert "999,999.90" in asked["message"]
    assert front.answer("pay cash 209.90")["code"] == "tender.cash_unlikely"  # Another sum, another question.
    assert front.answer("state")["basket"]["tenders"] == []
    assert front.answer("pay cash 209.90")["basket"]["change"] == 20_000
    assert front.answer("unpay 1")["ok"]
    assert front.answer("pay cash 200")["ok"]


def test_the_rounding_has_its_line_on_the_papers(front: HeadlessTill) -> None:
    number = sold(front, "9.87", "cash 10")["sale_no"]
    printed = front._till.receipts.preview_bytes(str(number)).decode("gb18030", errors="replace")
    assert "抹零" in printed
    assert "0.07" in printed


@pytest.mark.parametrize("line", ["cash-in 10.05 找零", "cash-out 10.05 买菜"])
def test_fen_never_go_into_the_drawer_or_out_of_it_so_that_the_count_can_be_reached(
    front: HeadlessTill, line: str
) -> None:
    assert front.answer(line)["code"] == "tender.no_fen_coins"
    assert front.answer(line.replace("10.05", "10.10"))["ok"]


def test_a_float_with_fen_is_refused_where_there_are_no_fen_coins(tmp_path: Path) -> None:
    front = HeadlessTill(Shop(tmp_path).start())
    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    assert front.answer("open 500.05")["ok"], "without a rule a shop may have fen coins"
    front.answer("rules cash_rounding=down_to_jiao")
    front.answer("count cash 500.05")
    front.answer("close-shift")
    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    assert front.answer("open 500.05")["code"] == "tender.no_fen_coins"
    assert front.answer("open 500")["ok"]


def test_both_ends_compare_what_was_left_off_in_a_row_of_its_own(front: HeadlessTill) -> None:
    sold(front, "9.87", "cash 50")
    days = front._till.days
    ours = days.figures(days.today())
    same = PlatformDay(
        ours.entries, ours.payable, ours.discount, ours.subsidy, ours.last_sequence,
        bytes.fromhex(ours.head_hash), rounding=ours.rounding,
    )  # fmt: skip

    agreed = {row.name: row for row in compare(ours, same)}
    assert all(row.equal for row in agreed.values())
    assert (agreed["现金抹零"].ours, agreed["现金抹零"].theirs) == ("0.07", "0.07")

    unlike = {row.name: row for row in compare(ours, replace(same, rounding=0))}
    assert [name for name, row in unlike.items() if not row.equal] == ["现金抹零"]
    untold = {row.name: row for row in compare(ours, None)}
    assert untold["现金抹零"].theirs is None


# ── The rule becomes another one ───────────────────────────────────────────────────────────


@pytest.fixture
def late(tmp_path: Path) -> tuple[Shop, HeadlessTill]:
    """Ten to midnight at a till without a rule; from tomorrow on cash goes down to 角."""
    shop = Shop(tmp_path)
    shop.clock.forward(hours=13)  # 23:42.
    front = HeadlessTill(shop.start())
    rule = "rules cash_rounding=down_to_jiao from=2026-11-24"
    for line in (f"login {MANAGER} {MANAGER_PIN}", "open 500.00", rule):
        assert front.answer(line)["ok"]
    front.answer(SOY)
    front.answer("price 1 9.87")
    return shop, front


def first_bad(front: HeadlessTill, shop: Shop) -> object:
    """What `verify` says of the till's ledger, once it is closed."""
    front._till.close()
    public_key = DeviceKey.load(shop.folder / "device.key").public_key
    programmes = (load_default_programme(),)
    report = verify_ledger(shop.folder / "ledger.db", public_key=public_key, default_programmes=programmes)
    assert report.sales
    return report.first_bad


def test_an_open_sale_that_is_paid_after_midnight_follows_the_rule_of_that_day(
    late: tuple[Shop, HeadlessTill],
) -> None:
    shop, front = late
    assert front.answer("state")["basket"]["cash_due"] == 987
    shop.clock.forward(hours=1)

    told = front.answer("pay cash")
    assert told["code"] == "tender.rounding_changed"
    assert "9.80" in told["message"]
    assert front.answer("state")["basket"]["cash_due"] == 980, "the screen has the new sum before it is paid"
    assert front.answer("pay cash")["ok"]
    done = front.answer("done")
    assert (done["rounding"], done["sale_no"].rpartition("-")[0]) == (7, "S01-1-20261123")
    assert first_bad(front, shop) is None


def test_money_that_came_before_midnight_stays_under_its_rule(late: tuple[Shop, HeadlessTill]) -> None:
    shop, front = late
    assert front.answer("pay cash 5")["basket"]["cash_due"] == 487
    shop.clock.forward(hours=1)
    assert front.answer("pay cash 4.87")["basket"]["due"] == 0
    assert front.answer("done")["rounding"] == 0
    assert first_bad(front, shop) is None


def test_money_that_came_before_midnight_keeps_its_rule_through_a_restart(
    late: tuple[Shop, HeadlessTill],
) -> None:
    shop, front = late
    front.answer("pay cash 5")
    front._till.close()
    shop.clock.forward(hours=1)
    front = HeadlessTill(shop.start())
    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    assert front.answer("state")["basket"]["cash_due"] == 487
    assert front.answer("pay cash 4.87")["ok"]
    assert front.answer("done")["rounding"] == 0
    assert first_bad(front, shop) is None


def test_a_sale_put_aside_over_night_comes_back_under_the_rule_of_the_new_day(
    late: tuple[Shop, HeadlessTill],
) -> None:
    shop, front = late
    assert front.answer("hold")["ok"]
    shop.clock.forward(hours=9)
    assert front.answer("recall 1")["basket"]["cash_due"] == 980
    assert front.answer("pay cash 50")["basket"]["change"] == 4020
    assert front.answer("done")["rounding"] == 7
    assert first_bad(front, shop) is None


def test_no_rule_for_today_is_set_while_money_lies_there_and_the_rule_after_it_rules_the_next_sale(
    front: HeadlessTill,
) -> None:
    front.answer(SOY)
    front.answer("price 1 9.87")
    front.answer("pay cash 5")
    assert front.answer("rules cash_rounding=off")["code"] == "sale.being_paid"
    assert front.answer("rules cash_rounding=off from=2026-12-01")["ok"]
    front.answer("unpay 1")
    assert front.answer("rules cash_rounding=off")["ok"]
    assert front.answer("pay cash")["code"] == "tender.rounding_changed"
    assert front.answer("pay cash")["basket"]["due"] == 0
    assert front.answer("done")["rounding"] == 0


def test_a_sale_that_the_card_pays_whole_names_the_rule_of_the_moment_it_ends(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    front = HeadlessTill(shop.start())
    grant(front._till, LAN)
    for line in (f"login {MANAGER} {MANAGER_PIN}", "open 500.00", f"card {LAN}", SOY):
        assert front.answer(line)["ok"]
    assert front.answer("state")["basket"]["due"] == 0
    assert front.answer("rules cash_rounding=down_to_yuan")["ok"]
    assert front.answer("done")["ok"]
    assert first_bad(front, shop) is None


# ── Which pieces can be in the drawer ──────────────────────────────────────────────────────


@pytest.mark.parametrize("count", ["100x5 0.05x2", "0.02x5", "0.01x10 500x0", "500.05"])
def test_pieces_that_the_rule_makes_impossible_are_no_count(front: HeadlessTill, count: str) -> None:
    refused = front.answer(f"count cash {count}")
    assert refused["code"] in ("tender.no_fen_coins", "count.unreadable")
    assert front.answer("count cash 100x5")["count"]["difference"] == 0
    assert front._till.shifts.ending().pieces[-1] == 10


@pytest.mark.parametrize("piece", ["0.05", "0.02", "0.01"])
def test_a_shop_with_fen_coins_counts_them_to_the_last(tmp_path: Path, piece: str) -> None:
    front = HeadlessTill(Shop(tmp_path).start())
    for line in (f"login {MANAGER} {MANAGER_PIN}", f"open {piece}"):
        assert front.answer(line)["ok"]
    assert front._till.shifts.ending().pieces == DENOMINATIONS
    assert front.answer(f"count cash {piece}x1")["count"]["difference"] == 0


def test_fen_that_came_before_the_rule_can_still_be_counted_in_that_shift(tmp_path: Path) -> None:
    front = HeadlessTill(Shop(tmp_path).start())
    for line in (f"login {MANAGER} {MANAGER_PIN}", "open 500.00"):
        assert front.answer(line)["ok"]
    sold(front, "9.87", "cash 9.87")
    assert front.answer("rules cash_rounding=down_to_jiao")["ok"]
    assert front._till.shifts.ending().pieces == DENOMINATIONS
    assert front.answer("count cash 100x5 5x1 1x4 0.5x1 0.1x3 0.05x1 0.02x1")["count"]["difference"] == 0
    assert front.answer("close-shift")["ok"]

    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    front.answer("open 509.80")
    assert front._till.shifts.ending().pieces[-1] == 10, "the next shift has none"


# ── Every paper of the day ─────────────────────────────────────────────────────────────────


def test_the_settlement_names_what_was_left_off_and_settles_it_with_nobody(front: HeadlessTill) -> None:
    sold(front, "9.87", "cash 50")
    days, today = front._till.returns._recorder.ledger.days, front._till.days.today()
    sheet = settle_day(days, OtherSides(), till_id="S01-1", date=today, today=today)
    assert sheet.rounding == 7
    assert "现金抹零 −0.07 元单独记账，不经渠道，也不和慈善会结算。" in settlement_words(sheet)
    assert settlement_data(sheet)["rounding"] == 7


def test_a_sale_paid_to_the_fen_comes_back_to_the_fen_also_under_a_later_rule(
    late: tuple[Shop, HeadlessTill],
) -> None:
    """A return mirrors its sale: those fen came in, so the drawer that gives them back is counted so."""
    shop, front = late
    front.answer("pay cash")
    sale_no = front.answer("done")["sale_no"]
    front.answer("count cash 509.87")
    assert front.answer("close-shift")["ok"]
    shop.clock.forward(hours=10)
    front.answer(f"login {MANAGER} {MANAGER_PIN}")
    assert front.answer("open 500")["ok"]

    back = front.answer(f"return {sale_no} 1 1 不新鲜了")

    assert back["ok"], back
    assert back["refunds"] == {"cash": 987}
    counted = front.answer("count cash 490.13")
    assert counted["ok"], counted
    assert counted["count"]["difference"] == 0
    assert front.answer("close-shift")["ok"]
    assert first_bad(front, shop) is None
