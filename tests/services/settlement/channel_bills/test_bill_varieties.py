"""The channels' files in every shape people really get them in: each is read, or refused by its name."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import ChannelBill, Direction, Doubt
from pos.errors import PosError
from pos.errors.settlement import BillFileUnreadable, BillNotOfChannel, BillOfOtherSort
from pos.services.reports.settlement_report import odd_next_step, odd_words
from pos.services.settlement.channel_bills.read import read_bills
from pos.ui.words.messages import words
from tests.services.settlement.channel_bills.bills import ALIPAY_HEADER, LINE, Moved, alipay_bill, wechat_bill

DAY = "2026-11-23"
WECHAT, ALIPAY = TenderKind.WECHAT, TenderKind.ALIPAY
PAID = Moved("P1", 1_250, number="42000011111111111111", fee="0.08000")
BACK = Moved("P1", 250, back="R1", at="2026-11-23 18:20:00", number="42000011111111111111", fee="-0.02000")
SUMMARY = (
    f"#支付宝业务汇总查询\r\n#账号：[20880000000000000156]\r\n#{LINE}业务汇总列表{LINE}\r\n"
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）\r\n,,2,1,10.00,10.00\r\n"
).encode("gb18030")


def read(folder: Path, kind: TenderKind, *contents: bytes | tuple[str, bytes]) -> ChannelBill:
    paths = []
    for number, each in enumerate(contents):
        name, content = each if isinstance(each, tuple) else (f"bill{number}.csv", each)
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return read_bills(kind, paths, date=DAY)


def told(bill: ChannelBill) -> list[tuple[str, Direction, int, str]]:
    return [(row.order_no, row.direction, row.amount, row.date) for row in bill.movements]


def packed(*members: tuple[str, bytes]) -> bytes:
    """A zip as Alipay makes it: names in GBK, and nothing that says so."""
    content = io.BytesIO()
    renamed = {}
    with zipfile.ZipFile(content, "w") as archive:
        for number, (name, body) in enumerate(members):
            written = name.encode("gb18030")
            stand_in = f"{number}".encode().ljust(len(written), b"_")
            renamed[stand_in] = written
            archive.writestr(stand_in.decode(), body)
    packed_bytes = content.getvalue()
    for stand_in, written in renamed.items():
        packed_bytes = packed_bytes.replace(stand_in, written)
    return packed_bytes


def saved_by_a_spreadsheet(bill: bytes) -> bytes:
    """Every line as wide as the widest, no backticks, no mark at the beginning, lines ended in CR LF."""
    lines = bill.decode("utf-8-sig").replace("`", "").split("\r\n")
    width = max(line.count(",") for line in lines)
    return "\r\n".join(line + "," * (width - line.count(",")) for line in lines if line).encode("gb18030")


def gbk(text: str) -> bytes:
    return text.encode("gb18030")


def quoted(bill: bytes) -> bytes:
    lines = bill.decode("utf-8-sig").split("\r\n")
    return "\r\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) if line else "" for line in lines
    ).encode()


# ── Read ───────────────────────────────────────────────────────────────────────────────────

BOTH = wechat_bill(PAID, BACK)
ALIPAY_BOTH = alipay_bill(PAID, BACK)
A_DAY = [("P1", Direction.PAYMENT, 1_250, DAY), ("P1", Direction.REFUND, 250, DAY)]
READ: list[tuple[str, TenderKind, list[bytes | tuple[str, bytes]]]] = [
    ("wechat, all orders", WECHAT, [BOTH]),
    ("wechat, payments and refunds side by side", WECHAT, [
        wechat_bill(PAID, variant="SUCCESS"), wechat_bill(BACK, variant="REFUND")]),
    ("wechat, all three side by side", WECHAT, [
        BOTH, wechat_bill(PAID, variant="SUCCESS"), wechat_bill(BACK, variant="REFUND")]),
    ("wechat, the same file twice", WECHAT, [BOTH, BOTH]),
    ("wechat, saved again by a spreadsheet", WECHAT, [saved_by_a_spreadsheet(BOTH)]),
    ("wechat, every cell in quotation marks", WECHAT, [quoted(BOTH)]),
    ("wechat, separated by tabs", WECHAT, [BOTH.replace(b",", b"\t")]),
    ("wechat, gzipped as its interface hands it out", WECHAT, [("bill.csv.gz", gzip.compress(BOTH))]),
    ("wechat, in a zip in a folder", WECHAT, [("b.zip", packed(("账单/1900000109All.csv", BOTH)))]),
    ("wechat, goods with a comma, a quote and a line break", WECHAT, [wechat_bill(
        Moved("P1", 1_250, number="42000011111111111111", goods='大米,"东北"\n5 公斤'), BACK)]),
    ("alipay, as text", ALIPAY, [ALIPAY_BOTH]),
    ("alipay, DETAILS beside SUMMARY", ALIPAY, [("a.zip", packed(
        ("2088_20261123_DETAILS.csv", ALIPAY_BOTH), ("2088_20261123_SUMMARY.csv", SUMMARY)))]),
    ("alipay, SUMMARY first, Chinese names, in a folder", ALIPAY, [("a.zip", packed(
        ("账单/20880000_业务明细(汇总).csv", SUMMARY), ("账单/20880000_业务明细.csv", ALIPAY_BOTH)))]),
    ("alipay, the zip beside its unpacked text", ALIPAY, [
        ("a.zip", packed(("明细.csv", ALIPAY_BOTH))), ALIPAY_BOTH]),
    ("alipay, a remark of the customer with commas", ALIPAY, [alipay_bill(
        Moved("P1", 1_250, number="42000011111111111111", goods="米,油,盐"), BACK)]),
    ("alipay, goods with one quotation mark", ALIPAY, [alipay_bill(
        Moved("P1", 1_250, number="42000011111111111111", goods='5" 披萨'), BACK)]),
    ("alipay, goods with a line break", ALIPAY, [alipay_bill(
        Moved("P1", 1_250, number="42000011111111111111", goods="大米\n一袋"), BACK)]),
    ("alipay, goods whose second line begins with #", ALIPAY, [alipay_bill(
        Moved("P1", 1_250, number="42000011111111111111", goods="毛巾\n#红色"), BACK)]),
    ("alipay, packed again on a Mac", ALIPAY, [("a.zip", packed(
        ("明细.csv", ALIPAY_BOTH), ("__MACOSX/._明细.csv", b"\0\5\x16\7" * 20)))]),
    ("alipay, in UTF-8", ALIPAY, [ALIPAY_BOTH.decode("gb18030").encode()]),
    ("alipay, without the columns of coupons", ALIPAY, [
        ALIPAY_BOTH.replace(gbk("服务费（元）"), b"x").replace(gbk("分润（元）"), b"y")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "contents"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_a_bill_in_this_shape_gives_the_same_movements(
    tmp_path: Path, kind: TenderKind, contents: list[bytes | tuple[str, bytes]]
) -> None:
    bill = read(tmp_path, kind, *contents)
    assert (told(bill), bill.odd) == (A_DAY, ())


def test_a_refund_stands_on_the_day_the_money_went_back_not_the_day_of_its_payment(tmp_path: Path) -> None:
    late = Moved("P0", 250, back="R9", at="2026-11-23 09:00:00", paid_at="2026-11-20 10:00:00")
    assert told(read(tmp_path, WECHAT, wechat_bill(late, variant="REFUND"))) == [
        ("P0", Direction.REFUND, 250, DAY)
    ]


def test_a_file_of_several_days_gives_the_day_that_is_asked_for(tmp_path: Path) -> None:
    days = [Moved(f"P{day}", 100, at=f"2026-11-{day} 10:00:00") for day in (22, 23, 24)]
    for kind, make in ((WECHAT, wechat_bill), (ALIPAY, alipay_bill)):
        dates = [date for *_rest, date in told(read(tmp_path, kind, make(*days)))]
        assert dates == ["2026-11-22", DAY, "2026-11-24"]


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_fee_is_what_a_payment_costs_whichever_sign_the_bill_gives_it(tmp_path: Path, sign: str) -> None:
    for kind, make in ((WECHAT, wechat_bill), (ALIPAY, alipay_bill)):
        (row,) = read(tmp_path, kind, make(Moved("P1", 1_250, fee=f"{sign}0.07500"))).movements
        assert row.fee == 7_500


def test_the_merchants_own_coupon_is_no_part_of_what_it_gets(tmp_path: Path) -> None:
    paid = Moved("P1", 890, coupon=300)
    back = Moved("P1", 890, coupon=300, back="R1", at="2026-11-23 12:00:00")
    for kind, make in ((WECHAT, wechat_bill), (ALIPAY, alipay_bill)):
        rows = read(tmp_path, kind, make(paid, back)).movements
        assert [(row.amount, row.settled) for row in rows] == [(890, 590), (890, 590)]


# ── One odd row is told, the rest settles ──────────────────────────────────────────────────


def test_one_odd_row_is_told_with_its_place_and_the_others_are_read(tmp_path: Path) -> None:
    bill = alipay_bill(Moved("P1", 100), Moved("P2", 300))
    found = read(tmp_path, ALIPAY, bill.replace(b",3.00,3.00,", ",三元,3.00,".encode("gb18030")))

    assert [row.order_no for row in found.movements] == ["P1"]
    (odd,) = found.odd
    assert (odd.row, odd.doubt, odd.column, odd.text) == (7, Doubt.UNREADABLE, "订单金额", "三元")


def test_one_damaged_byte_costs_its_row_and_not_the_file(tmp_path: Path) -> None:
    rows = [Moved(f"P{number}", 100 + number) for number in range(40)]
    bill = wechat_bill(*rows).replace(b"`1.20", b"`1.\xff0")
    found = read(tmp_path, WECHAT, bill)

    assert len(found.movements) == 39
    assert [odd.doubt for odd in found.odd] == [Doubt.UNREADABLE]


def test_a_movement_that_two_files_tell_differently_is_a_question_and_counts_in_neither(
    tmp_path: Path,
) -> None:
    one = wechat_bill(Moved("P1", 1_250, number="42000011111111"), Moved("P2", 300))
    other = wechat_bill(Moved("P1", 1_300, number="42000011111111"))
    found = read(tmp_path, WECHAT, one, other)

    assert [row.order_no for row in found.movements] == ["P2"]
    (odd,) = found.odd
    assert (odd.doubt, odd.file, odd.row, odd.other_file, odd.other_row) == (
        Doubt.DIFFERS, "bill1.csv", 2, "bill0.csv", 2,
    )  # fmt: skip


def test_what_arrives_and_the_fee_differ_too_and_are_a_question(tmp_path: Path) -> None:
    def one(**more: Any) -> Moved:
        return Moved("P1", 890, number="42000011111111", **more)

    for kind, make in ((WECHAT, wechat_bill), (ALIPAY, alipay_bill)):
        for other in (one(coupon=300, fee="0.05"), one(fee="0.06")):
            found = read(tmp_path, kind, make(one(fee="0.05")), make(other))
            assert (found.movements, [odd.doubt for odd in found.odd]) == ((), [Doubt.DIFFERS])


def test_a_refund_without_a_time_of_its_own_is_told_and_not_put_on_the_day_of_its_payment(
    tmp_path: Path,
) -> None:
    late = Moved("P0", 250, back="R9", at="", paid_at="2026-11-20 10:00:00")
    found = read(tmp_path, WECHAT, wechat_bill(BACK, late, variant="REFUND"))
    assert [row.order_no for row in found.movements] == ["P1"]
    assert [(odd.row, odd.column) for odd in found.odd] == [(3, "退款成功时间")]


def test_a_row_that_stands_twice_in_one_file_counts_once_and_is_a_question(tmp_path: Path) -> None:
    twice = Moved("P1", 1_250, number="42000011111111")
    found = read(tmp_path, WECHAT, wechat_bill(twice, twice))

    assert [row.order_no for row in found.movements] == ["P1"]
    assert [odd.doubt for odd in found.odd] == [Doubt.TWICE]


# ── A refund counts when the money went back, and not before ───────────────────────────────


NOT_GIVEN_BACK = [
    ("PROCESSING", "还在处理", "过几天重新下载"),
    ("CHANGE", "退款异常", "商家平台处理"),
    ("ABNORMAL", "退款异常", "商家平台处理"),
    ("CLOSED", "退款已关闭", "重新退给顾客"),
    ("FAIL", "退款失败", "重新退给顾客"),
    ("退款处理中", "还在处理", "过几天重新下载"),
    ("NOBODY_KNOWS", "「NOBODY_KNOWS」，不是成功", "办成以后重新下载"),
    ("", "「空白」，不是成功", "办成以后重新下载"),
]


@pytest.mark.parametrize(
    ("state", "said", "what_next"), NOT_GIVEN_BACK, ids=[row[0] for row in NOT_GIVEN_BACK]
)
@pytest.mark.parametrize("variant", ["ALL", "REFUND"])
def test_a_refund_that_the_channel_has_not_made_is_told_and_does_not_count(
    tmp_path: Path, state: str, said: str, what_next: str, variant: str
) -> None:
    waiting = replace(BACK, state=state, back="R2")
    found = read(tmp_path, WECHAT, wechat_bill(BACK, waiting, variant=variant))
    assert [row.refund_no for row in found.movements] == ["R1"]
    (odd,) = found.odd
    assert (odd.row, odd.doubt, odd.number) == (3, Doubt.NOT_DONE, "R2")
    assert said in odd_words(odd) and "没有计入" in odd_words(odd)
    assert what_next in odd_next_step(odd)


def test_a_bill_of_nothing_but_a_refund_under_way_is_read_and_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, WECHAT, wechat_bill(replace(BACK, state="PROCESSING"), variant="REFUND"))
    assert (found.movements, [odd.doubt for odd in found.odd]) == ((), [Doubt.NOT_DONE])


def test_a_refund_under_way_in_two_files_is_told_once_and_one_that_is_through_by_now_counts(
    tmp_path: Path,
) -> None:
    early = replace(BACK, state="PROCESSING")
    both = read(tmp_path, WECHAT, wechat_bill(PAID, early), wechat_bill(early, variant="REFUND"))
    assert (len(both.movements), len(both.odd)) == (1, 1)
    through = read(tmp_path, WECHAT, wechat_bill(PAID, early), wechat_bill(BACK, variant="REFUND"))
    assert (told(through), through.odd) == (A_DAY, ())


@pytest.mark.parametrize(
    ("states", "counted", "odd"),
    [
        (("交易成功", "退款成功"), [Direction.PAYMENT, Direction.REFUND], []),
        (("TRADE_CLOSED", "REFUND_SUCCESS"), [Direction.PAYMENT, Direction.REFUND], []),
        (("交易成功", "退款处理中"), [Direction.PAYMENT], ["退款处理中"]),
        (("等待买家付款", "退款成功"), [Direction.REFUND], ["等待买家付款"]),
        (("", ""), [Direction.PAYMENT, Direction.REFUND], []),
    ],
)
def test_alipays_states_where_a_file_has_them_count_the_same_way(
    tmp_path: Path, states: tuple[str, str], counted: list[Direction], odd: list[str]
) -> None:
    lines = ALIPAY_BOTH.decode("gb18030").split("\r\n")
    at = lines.index(ALIPAY_HEADER)
    lines[at] += ",交易状态"
    for number, state in enumerate(states, at + 1):
        lines[number] += f",{state}"
    found = read(tmp_path, ALIPAY, gbk("\r\n".join(lines)))
    assert [row.direction for row in found.movements] == counted
    assert [row.text for row in found.odd] == odd


# ── Refused by name ────────────────────────────────────────────────────────────────────────

FUNDS = "记账时间,微信支付业务单号,资金流水单号,业务名称,收支类型,收支金额(元)\n`2026-11-23 10:00:00\n"
ACCOUNT = "#支付宝账务明细查询\n账务流水号,业务流水号,商户订单号,发生时间,收入金额（+元）,账户余额（元）\n"
MINE = (
    "微信支付账单明细,,\n----,,\n交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号\n"
)
REFUSED: list[tuple[str, TenderKind, bytes, type[PosError], str]] = [
    ("wechat's funds", WECHAT, FUNDS.encode(), BillOfOtherSort, "微信支付资金账单"),
    ("a person's wechat", WECHAT, MINE.encode(), BillOfOtherSort, "微信个人账单"),
    ("alipay's funds", ALIPAY, ACCOUNT.encode("gb18030"), BillOfOtherSort, "支付宝账务明细（资金账单）"),
    ("alipay's summary", ALIPAY, SUMMARY, BillOfOtherSort, "支付宝业务汇总"),
    ("a zip of the summary", ALIPAY, packed(("汇总.csv", SUMMARY)), BillOfOtherSort, "支付宝业务汇总"),
    ("wechat's for alipay", ALIPAY, BOTH, BillOfOtherSort, "微信支付交易账单"),
    ("alipay's for wechat", WECHAT, ALIPAY_BOTH, BillOfOtherSort, "支付宝业务明细"),
    ("some other table", WECHAT, "编码,名称\n1,大米\n".encode(), BillNotOfChannel, "微信支付交易账单"),
    ("a workbook", WECHAT, packed(("xl/workbook.xml", b"<workbook/>")), BillFileUnreadable, "XLSX"),
    ("a zip of pictures", ALIPAY, packed(("photo.jpg", b"x")), BillFileUnreadable, "没有 CSV"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content", "error", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_settles_nothing_is_refused_with_the_name_of_what_was_given(
    tmp_path: Path, kind: TenderKind, content: bytes, error: type[PosError], said: str
) -> None:
    with pytest.raises(error) as refused:
        read(tmp_path, kind, content)
    assert said in "".join(words(refused.value))


@pytest.mark.parametrize("make", [wechat_bill, alipay_bill])
def test_a_day_without_rows_is_read_in_every_shape(tmp_path: Path, make: Callable[..., bytes]) -> None:
    kind = WECHAT if make is wechat_bill else ALIPAY
    assert read(tmp_path, kind, make()) == ChannelBill()


def test_the_table_of_varieties_knows_every_column_of_alipays_bill() -> None:
    assert ALIPAY_HEADER.count(",") == 24
