from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import BenefitDay, ChannelMovement, Direction
from pos.errors import PosError
from pos.errors.settlement import (
    BillFileTooLarge,
    BillFileUnreadable,
    BillIncomplete,
    BillNotOfChannel,
    BillNotText,
    BillNumbersLost,
    BillOfOtherDay,
    BillOfOtherMerchant,
    BillOfOtherSort,
    BillRowTwice,
    BillRowWrong,
)
from pos.services.settlement.channel_bills import files
from pos.services.settlement.channel_bills.federation import read_federation_account
from pos.services.settlement.channel_bills.read import read_bills
from tests.services.settlement.channel_bills.bills import (
    MERCHANT,
    PID,
    WECHAT_OLD_HEADER,
    Moved,
    alipay_bill,
    wechat_bill,
)

DAY = "2026-11-23"
WECHAT, ALIPAY = TenderKind.WECHAT, TenderKind.ALIPAY
Saved = Callable[..., Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    def save(content: bytes, name: str = "bill.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


def read(kind: TenderKind, *paths: Path, merchant: str | None = None) -> tuple[ChannelMovement, ...]:
    bill = read_bills(kind, paths, date=DAY, merchant=merchant)
    assert bill.odd == ()
    return bill.movements


# ── As the channels hand them out ──────────────────────────────────────────────────────────


def test_a_wechat_bill_gives_payments_refunds_and_what_was_revoked(saved: Saved) -> None:
    bill = wechat_bill(
        Moved("P1", 1_250, terminal="S01-1"),
        Moved("P1", 250, back="R1", at="2026-11-23 11:00:00"),
        Moved("P2", 800, back="-"),
        Moved("P3", 1, terminal="POS-A9", goods="大米, 面粉"),
    )
    rows = read(WECHAT, saved(bill))

    assert [(row.order_no, row.direction, row.amount, row.refund_no, row.row) for row in rows] == [
        ("P1", Direction.PAYMENT, 1_250, "", 2),
        ("P1", Direction.REFUND, 250, "R1", 3),
        ("P2", Direction.REFUND, 800, "", 4),
        ("P3", Direction.PAYMENT, 1, "", 5),
    ]
    assert rows[0].at_ms == 1_795_401_727_000
    assert {row.date for row in rows} == {DAY}
    assert [row.terminal for row in rows] == ["S01-1", "", "", ""], "only what looks like a till is one"


def test_an_old_wechat_bill_has_one_amount(saved: Saved) -> None:
    bill = (
        f"{WECHAT_OLD_HEADER}\n"
        "`2026-11-23 16:33:45,`wx2421b1c4370ec43b,`10000100,`0,`1000,`1001690740201411100005734289,"
        "`1415640626,`085e,`MICROPAY,`SUCCESS,`OTHERS,`CNY,`0.01,`0.0,`0,`0,`0,`0,`,`,`被扫支付测试,`订单额外描述,`0,`0.60%\n"
        "总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额\n`1,`0.01,`0.0,`0.0,`0\n"
    )
    (row,) = read(WECHAT, saved(bill.encode()))

    assert (row.order_no, row.amount, row.direction) == ("1415640626", 1, Direction.PAYMENT)


def test_an_alipay_bill_is_read_from_gb18030_and_from_its_zip(saved: Saved, tmp_path: Path) -> None:
    bill = alipay_bill(Moved("P1", 3_580), Moved("P1", 580, back="R1", at="2026-11-23 12:00:00"))
    plain = read(ALIPAY, saved(bill))
    packed = tmp_path / "bill.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("detail__.csv", bill)
        archive.writestr("detail__(all_).csv", b"x")
    # Alipay writes names in GBK and says nothing of it; Python's zipfile cannot, so the names are put in.
    named = packed.read_bytes().replace(b"detail__", "业务明细".encode("gbk"))
    packed.write_bytes(named.replace(b"(all_)", "(汇总)".encode("gbk")))

    assert [(row.order_no, row.direction, row.amount, row.refund_no) for row in plain] == [
        ("P1", Direction.PAYMENT, 3_580, ""),
        ("P1", Direction.REFUND, 580, "R1"),
    ]
    assert [row.amount for row in read(ALIPAY, packed)] == [3_580, 580]


def test_a_day_without_payments_is_a_bill_too(saved: Saved) -> None:
    assert read(WECHAT, saved(wechat_bill())) == ()
    assert read(ALIPAY, saved(alipay_bill())) == ()


def test_the_next_days_bill_may_come_along(saved: Saved) -> None:
    today = saved(wechat_bill(Moved("P1", 100)))
    tomorrow = saved(wechat_bill(Moved("P2", 200, at="2026-11-24 00:00:30", number="4300")), "tomorrow.csv")

    assert [row.date for row in read(WECHAT, today, tomorrow)] == [DAY, "2026-11-24"]


# ── Whose bill, of which day, and only once ────────────────────────────────────────────────


def test_a_bill_of_another_day_is_refused_and_says_which(saved: Saved) -> None:
    with pytest.raises(BillOfOtherDay) as told:
        read(WECHAT, saved(wechat_bill(Moved("P1", 100, at="2026-11-22 10:00:00"))))
    assert told.value.facts == {"path": "bill.csv", "date": DAY, "found": "2026-11-22"}


def test_a_bill_of_another_merchant_is_refused(saved: Saved) -> None:
    theirs = saved(wechat_bill(Moved("P1", 100), merchant="1500000001"))
    with pytest.raises(BillOfOtherMerchant):
        read(WECHAT, theirs, merchant=MERCHANT)
    with pytest.raises(BillOfOtherMerchant):
        read(ALIPAY, saved(alipay_bill(Moved("P1", 100)), "a.csv"), merchant="2088111111111111")
    assert len(read(WECHAT, theirs)) == 1, "nobody said whose is meant, and there is only one"
    assert len(read(ALIPAY, saved(alipay_bill(Moved("P1", 100)), "a.csv"), merchant=PID)) == 1


def test_the_rows_of_the_named_merchant_or_shop_are_taken_out_of_a_bill_of_several(saved: Saved) -> None:
    one = saved(wechat_bill(Moved("P1", 100)))
    other = saved(wechat_bill(Moved("P2", 100, number="44"), merchant="1500000001"), "other.csv")
    assert [row.merchant for row in read(WECHAT, one, other)] == [MERCHANT, "1500000001"]
    shops = saved(alipay_bill(Moved("P1", 100, shop="S-A"), Moved("P2", 200, shop="S-B")), "shops.csv")
    assert [row.order_no for row in read(ALIPAY, shops, merchant="S-B")] == ["P2"]


# ── Bad files ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("kind", "make"), [(WECHAT, wechat_bill), (ALIPAY, alipay_bill)])
def test_a_file_cut_off_anywhere_is_never_taken_for_a_whole_one(
    saved: Saved, kind: TenderKind, make: Callable[..., bytes]
) -> None:
    whole = make(Moved("P1", 1_250), Moved("P2", 300), Moved("P2", 300, back="R2"))
    lines = whole.splitlines(keepends=True)
    needed = len(lines) - (kind is ALIPAY)  # Alipay's last line only says when it was made.
    for count in range(needed):
        with pytest.raises(PosError, match=r"bill\.(cut_short|incomplete|not_of_channel|file_unreadable)"):
            read(kind, saved(b"".join(lines[:count])))


def test_a_row_taken_out_or_an_amount_changed_does_not_add_up(saved: Saved) -> None:
    whole = wechat_bill(Moved("P1", 1_250), Moved("P2", 300))
    lines = whole.splitlines(keepends=True)
    with pytest.raises(BillIncomplete) as told:
        read(WECHAT, saved(b"".join(lines[:2] + lines[3:])))
    assert (told.value.facts["expected"], told.value.facts["found"]) == ("2", "1")
    with pytest.raises(BillIncomplete):
        read(WECHAT, saved(whole.replace(b"`3.00", b"`3.01")))
    with pytest.raises(BillIncomplete):
        read(ALIPAY, saved(alipay_bill(Moved("P1", 100)).replace(b",1.00,1.00,", b",1.01,1.01,")))


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        ("12.50", "12.505", "订单金额"),
        ("12.50", "一二", "订单金额"),
        ("12.50", "-12.50", "订单金额"),
        ("12.50", "1e3", "订单金额"),
        ("12.50", "0.00", "订单金额"),
        ("2026-11-23 10:42:07", "2026-11-31 10:42:07", "交易时间"),
        ("2026-11-23 10:42:07", "昨天", "交易时间"),
        ("SUCCESS", "DREAMING", "交易状态"),
        ("CNY", "USD", "货币种类"),
        ("P1", "=HYPERLINK(1)", "商户订单号"),
        ("4200001", "", "微信订单号"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_row_and_column(
    saved: Saved, before: str, after: str, column: str
) -> None:
    bill = wechat_bill(Moved("P1", 1_250, number="4200001")).decode()
    with pytest.raises(BillRowWrong) as told:
        read(WECHAT, saved(bill.replace(f"`{before}", f"`{after}").encode()))
    assert (told.value.facts["row"], told.value.facts["column"]) == (2, column)


def test_numbers_rounded_by_a_spreadsheet_are_told_as_what_they_are(saved: Saved) -> None:
    bill = (
        wechat_bill(Moved("P1", 100, number="4200001")).replace(b"`", b"").replace(b"4200001", b"4.20000E+27")
    )
    with pytest.raises(BillNumbersLost) as told:
        read(WECHAT, saved(bill))
    assert told.value.facts["text"] == "4.20000E+27"


def test_the_other_channels_bill_is_not_taken(saved: Saved) -> None:
    with pytest.raises(BillOfOtherSort):
        read(ALIPAY, saved(wechat_bill(Moved("P1", 100))))
    with pytest.raises(BillOfOtherSort):
        read(WECHAT, saved(alipay_bill(Moved("P1", 100))))
    with pytest.raises(BillFileUnreadable):
        read(WECHAT, saved(b""))


def test_what_is_no_text_is_refused(saved: Saved) -> None:
    for content in (b"\xff\xfe\x00\x01", b"a\0b", bytes(range(128, 256))):
        with pytest.raises(BillNotText):
            read(WECHAT, saved(content))


def test_a_file_that_is_gone_or_a_broken_zip_is_told(saved: Saved, tmp_path: Path) -> None:
    with pytest.raises(BillFileUnreadable):
        read(WECHAT, tmp_path / "gone.csv")
    with pytest.raises(BillFileUnreadable):
        read(ALIPAY, saved(b"PK\x03\x04 and no more", "bill.zip"))
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("photo.jpg", "no bill")
    with pytest.raises(BillFileUnreadable):
        read(ALIPAY, empty)


def test_a_huge_file_a_zip_that_swells_and_an_endless_line_are_refused(
    saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FILE_BYTES_MAX", 10_000)
    swelling = tmp_path / "swelling.zip"
    with zipfile.ZipFile(swelling, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bill.csv", b"0" * 1_000_000)
    assert swelling.stat().st_size < 10_000
    for path in (saved(b"0" * 10_001), swelling, saved(b"0" * 9_000, "line.csv")):
        with pytest.raises(BillFileTooLarge):
            read(ALIPAY, path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60) | st.text('`,"\n0.E+#', max_size=40).map(str.encode))
def test_no_file_gets_past_as_anything_but_a_bill_or_a_clear_refusal(saved: Saved, content: bytes) -> None:
    for kind in (WECHAT, ALIPAY):
        with pytest.raises(PosError):
            read(kind, saved(content))


# ── The federation's account ───────────────────────────────────────────────────────────────


def test_the_federations_account_is_read_with_all_its_tills_and_days(saved: Saved) -> None:
    text = (
        "business_date,till_id,discount,subsidy,remark\n"
        "2026-11-23,S01-1,2318.72,3204.00,\n2026-11-23,S01-2,-1.50,0.00,net of returns\n"
    )
    assert read_federation_account(saved(text.encode())) == (
        BenefitDay(DAY, "S01-1", 231_872, 320_400),
        BenefitDay(DAY, "S01-2", -150, 0),
    )


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("2026-11-31,S01-1,1.00,1.00", BillRowWrong),
        ("20261123,S01-1,1.00,1.00", BillRowWrong),
        ("2026-11-23,,1.00,1.00", BillRowWrong),
        ("2026-11-23,S01-1,much,1.00", BillRowWrong),
        ("2026-11-23,S01-1,1.00", BillRowWrong),
        ("2026-11-23,S01-1,1.00,1.00\n2026-11-23,S01-1,1.00,1.00", BillRowTwice),
    ],
)
def test_a_bad_account_is_refused_with_the_row(saved: Saved, row: str, error: type[PosError]) -> None:
    with pytest.raises(error):
        read_federation_account(saved(f"business_date,till_id,discount,subsidy\n{row}\n".encode()))
    with pytest.raises(BillNotOfChannel):
        read_federation_account(saved(b"date,till\n"))
