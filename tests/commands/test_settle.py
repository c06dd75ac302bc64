"""A day of phone payments at the real till, beside bills as the channels hand them out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pos.__main__ import main
from pos.domain.paying.tender import TenderKind
from tests.commands.test_command_line import SETTINGS
from tests.services.settlement.channel_bills.bills import Moved, alipay_bill, wechat_bill
from tests.shop import SOY, Shop

DAY = "2026-11-23"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two payments by WeChat and one by Alipay, each of 9.90, each seen by the cashier alone."""
    till = Shop(tmp_path / "till").start_selling()
    for kind in (TenderKind.WECHAT, TenderKind.WECHAT, TenderKind.ALIPAY):
        till.checkout.scan(SOY)
        till.checkout.pay(kind, "9.90", said_by=till.people.signed_in)
        till.checkout.done()
    till.close()
    (tmp_path / "till.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def settle(folder: Path, *arguments: str | Path) -> int:
    return main(["--config", str(folder / "till.toml"), "settle", DAY, *map(str, arguments)])


def bill(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_day_that_agrees_on_all_three_sides_exits_with_0_and_says_what_was_inferred(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wechat = bill(
        folder, "wechat.csv", wechat_bill(Moved("X1", 990), Moved("X2", 990, at="2026-11-23 10:43:00"))
    )
    alipay = bill(folder, "alipay.csv", alipay_bill(Moved("X3", 990)))
    account = bill(
        folder, "account.csv", b"business_date,till_id,discount,subsidy\n2026-11-23,S01-1,0.00,0.00\n"
    )

    assert settle(folder, "--wechat", wechat, "--alipay", alipay, "--federation", account) == 0

    said = capsys.readouterr().out
    assert "已比对的全部一致。" in said
    assert "渠道 微信支付，本店笔数 2，本店净额 19.80，账单笔数 2，账单净额 19.80，差额 0.00" in said
    assert said.count("推定：同金额有几笔，按先后配对") == 2
    assert said.count("推定：金额和时间相符，仅此一笔") == 1
    assert "购物补贴，本店 0.00，慈善会 0.00，差额 0.00，结果 一致" in said


def test_without_any_bill_nothing_is_said_to_agree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert settle(folder) == 1, "a script must not take it for settled"
    said = capsys.readouterr().out
    assert "还没有比对：渠道账单和补贴账户都没有提供。" in said
    assert "一致。" not in said and "没有差异" not in said
    assert settle(folder, "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)["clean"] is None


def test_a_coupon_of_the_shop_and_the_fees_stand_beside_what_was_paid_and_an_odd_row_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paid = [
        Moved("X1", 990, coupon=300, fee="0.04140"),
        Moved("X2", 990, at="2026-11-23 10:43:00", fee="0.05940"),
        Moved("X9", 500, at="2026-11-23 10:44:00"),
    ]
    wechat = bill(folder, "wechat.csv", wechat_bill(*paid).replace(b"`5.00", b"`5.0O"))

    assert settle(folder, "--wechat", wechat) == 1

    said = capsys.readouterr().out
    assert "微信支付扣除商家承担优惠 3.00 元、手续费 0.10 元，应到账 16.70 元。" in said
    assert "商家承担优惠 3.00，手续费 0.10，应到账 16.70" in said
    assert "微信支付账单里有 1 行要人工核对，没有计入，其余照常核对。" in said
    assert "账单行 wechat.csv 第 4 行，问题 「订单金额」看不懂：5.0O" in said
    assert settle(folder, "--wechat", wechat, "--format", "json") == 1
    (channel, other) = json.loads(capsys.readouterr().out)["channels"]
    assert channel["arrival"] == {"discount": 300, "fee": 10, "arriving": 1_670}
    assert (channel["odd"][0]["row"], channel["odd"][0]["doubt"]) == (4, "unreadable")
    assert other["arrival"] is None


def test_differences_are_typed_aged_and_say_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wechat = bill(folder, "wechat.csv", wechat_bill(Moved("X1", 990), Moved("X9", 5_000, number="4299")))

    assert settle(folder, "--wechat", wechat, "--format", "json") == 1

    told = json.loads(capsys.readouterr().out)
    channel = told["channels"][0]
    assert (channel["gap"], channel["ours"]["net"], channel["theirs"]["net"]) == (4_010, 1_980, 5_990)
    assert [each["verdict"] for each in channel["differences"]] == ["missing", "extra"]
    assert all(each["age_days"] >= 0 and each["next"] for each in channel["differences"])
    assert channel["differences"][1]["theirs"][0]["row"] == 3
    assert (told["channels"][1]["theirs"], told["benefit"], told["clean"]) == (None, None, False)


def test_without_a_bill_of_a_channel_it_says_what_was_not_compared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settle(folder) == 1

    said = capsys.readouterr().out
    assert "没有提供微信支付账单，2 笔没有比对。" in said
    assert "没有提供支付宝账单，1 笔没有比对。" in said
    assert "没有提供慈善会补贴账户，优惠和补贴没有比对。" in said


def test_the_workbook_goes_into_a_file_and_holds_numbers(folder: Path) -> None:
    alipay = bill(folder, "alipay.csv", alipay_bill(Moved("X3", 990)))
    told = folder / "told.xlsx"

    assert settle(folder, "--alipay", alipay, "--format", "xlsx", "--output", told) == 0

    rows = list(load_workbook(io.BytesIO(told.read_bytes())).worksheets[0].iter_rows(values_only=True))
    assert ("支付宝", 1, 9.9, 1, 9.9, 0, 0, 0, 0, 0, 9.9) in [row[:11] for row in rows]
    assert [path.name for path in folder.iterdir() if path.name.endswith(".new")] == []


def test_a_bad_bill_is_refused_with_its_row_and_nothing_is_settled(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wechat = bill(folder, "wechat.csv", wechat_bill(Moved("X1", 990)).replace(b"`9.90", b"`9.9O"))

    assert settle(folder, "--wechat", wechat) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert "账单 wechat.csv 第 2 行的「订单金额」看不懂：9.9O" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "/proc/none/x.txt"], "报表写不进 /proc/none/x.txt"),
        (["--wechat", "gone.csv"], "请确认文件还在"),
    ],
)
def test_what_cannot_be_read_or_written_is_told(
    folder: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert settle(folder, *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_date_that_is_none_and_a_till_without_a_ledger_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "till.toml").write_text(SETTINGS, encoding="utf-8")
    for date, said in (("2026-02-30", "看不懂这个日期：2026-02-30"), (DAY, "没有找到账本")):
        assert main(["--config", str(tmp_path / "till.toml"), "settle", date]) == 2
        assert said in capsys.readouterr().err
