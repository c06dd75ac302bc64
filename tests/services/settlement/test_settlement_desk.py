"""The settlement at the till: bills lie in a folder, and the right ones are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pos.domain.paying.tender import TenderKind
from pos.domain.settlement.three_way import Verdict
from pos.errors.people import ApprovalNeeded
from pos.errors.platform import MonitorUnreachable
from pos.errors.reports import ReportUnwritable
from pos.errors.settlement import BillOfSeveralMerchants
from pos.services.ports import PlatformDay
from pos.services.settlement.settlement_desk import SettlementDesk
from pos.services.till import Till
from pos.ui.settlement.pictures import picture_settlement
from tests.services.days.test_days import as_manager
from tests.services.returning import sell
from tests.services.settlement.channel_bills.bills import Moved, alipay_bill, wechat_bill
from tests.shop import OIL, SOY, Shop

DAY = "2026-11-23"
ACCOUNT = b"business_date,till_id,discount,subsidy\n2026-11-23,S01-1,0.00,0.00\n"


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    folder = tmp_path / "till" / "bills"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def desk(tmp_path: Path, bills: Path) -> Iterator[SettlementDesk]:
    """The morning after a day with a bottle of soy by WeChat and one of oil by Alipay."""
    assert bills.is_dir()
    shop = Shop(tmp_path / "till")
    till: Till = shop.start_selling()
    sell(till, SOY, pay=((TenderKind.WECHAT, None),))
    sell(till, OIL, pay=((TenderKind.ALIPAY, None),))
    shop.clock.forward(days=1)
    yield till.settlement
    till.close()


def verdicts(desk: SettlementDesk, date: str = DAY) -> list[list[Verdict]]:
    return [[each.verdict for each in channel.matchings] for channel in desk.settle(date).sheet.channels]


def test_the_days_bills_are_found_among_other_files(desk: SettlementDesk, bills: Path) -> None:
    (bills / "1900000109All2026-11-23.csv").write_bytes(wechat_bill(Moved("X1", 990)))
    (bills / "20880000_20261123_业务明细.csv").write_bytes(alipay_bill(Moved("X2", 6_990)))
    (bills / "settlement-2026-11-23.csv").write_bytes(ACCOUNT)
    (bills / "goods.csv").write_bytes("编码,名称\n1,大米\n".encode())
    (bills / "holiday.zip").write_bytes(b"PK\x03\x04 no bill")
    (bills / "last month.csv").write_bytes(wechat_bill(Moved("X3", 100, at="2026-10-23 10:00:00")))
    found = desk.settle(DAY)

    assert sorted(each.path.name for each in found.used) == [
        "1900000109All2026-11-23.csv", "20880000_20261123_业务明细.csv", "settlement-2026-11-23.csv",
    ]  # fmt: skip
    assert [each.path.name for each in found.unused] == ["last month.csv"]
    assert found.sheet.clean and found.sheet.benefit is not None
    assert verdicts(desk) == [[Verdict.MATCHED], [Verdict.MATCHED]]


def test_a_bill_that_was_downloaded_twice_counts_once(desk: SettlementDesk, bills: Path) -> None:
    for name in ("bill.csv", "bill (1).csv"):
        (bills / name).write_bytes(wechat_bill(Moved("X1", 990)))

    assert verdicts(desk)[0] == [Verdict.MATCHED]


def test_a_damaged_bill_is_told_and_the_others_are_used(desk: SettlementDesk, bills: Path) -> None:
    (bills / "whole.csv").write_bytes(alipay_bill(Moved("X2", 6_990)))
    (bills / "cut.csv").write_bytes(wechat_bill(Moved("X1", 990))[:-60])
    found = desk.settle(DAY)

    (bad,) = found.unused
    assert (bad.path.name, bad.kind) == ("cut.csv", TenderKind.WECHAT)
    assert bad.problem is not None and bad.problem.code in ("bill.cut_short", "bill.row_wrong")
    assert found.sheet.channels[0].theirs is None, "nothing is called missing for want of a bill"


def test_the_next_days_bill_comes_along_for_what_crossed_midnight(desk: SettlementDesk, bills: Path) -> None:
    (bills / "today.csv").write_bytes(wechat_bill(Moved("X1", 990)))
    (bills / "tomorrow.csv").write_bytes(wechat_bill(Moved("X9", 500, at="2026-11-24 09:00:00", number="43")))

    assert verdicts(desk)[0] == [Verdict.MATCHED, Verdict.NEIGHBOUR]


def test_bills_of_two_merchants_are_not_mixed(desk: SettlementDesk, bills: Path) -> None:
    (bills / "a.csv").write_bytes(wechat_bill(Moved("X1", 990)))
    (bills / "b.csv").write_bytes(wechat_bill(Moved("X1", 990, number="43"), merchant="1500000001"))

    with pytest.raises(BillOfSeveralMerchants):
        desk.settle(DAY)


def test_without_any_folder_or_bill_it_says_what_it_has(desk: SettlementDesk, tmp_path: Path) -> None:
    found = replace(desk, folders=(tmp_path / "gone",)).settle(DAY)

    assert (found.used, found.unused) == ((), ())
    assert [channel.ours.count for channel in found.sheet.channels] == [1, 1]


def test_it_is_the_managers_and_yesterday_is_meant(desk: SettlementDesk) -> None:
    with pytest.raises(ApprovalNeeded):
        desk.begin()


def test_the_manager_gets_a_workbook(tmp_path: Path, bills: Path) -> None:
    (bills / "today.csv").write_bytes(wechat_bill(Moved("X1", 990)))
    shop = Shop(tmp_path / "till")
    till = shop.start_selling()
    sell(till, SOY, pay=((TenderKind.WECHAT, None),))
    shop.clock.forward(days=1)
    as_manager(till)

    assert till.settlement.begin() == DAY
    path = till.settlement.export(till.settlement.settle(DAY).sheet)
    assert path.name == "三方对账-S01-1-2026-11-23.xlsx"
    assert load_workbook(path).sheetnames == ["三方对账"]
    with pytest.raises(ReportUnwritable):
        replace(till.settlement, reports=path).export(till.settlement.settle(DAY).sheet)
    till.close()


class Books:
    """A platform that has booked something of the till's day, or does not answer."""

    def __init__(self, day: PlatformDay | None) -> None:
        self._day = day
        self.asked: list[str] = []

    def day(self, business_date: str) -> PlatformDay:
        self.asked.append(business_date)
        if self._day is None:
            raise MonitorUnreachable(reason="no route")
        return self._day


def booked(*, entries: int = 3, discount: int = 0, subsidy: int = 0) -> PlatformDay:
    return PlatformDay(entries, 7_980, discount, subsidy, entries, b"\x01" * 32)


def test_without_a_file_the_federation_s_side_is_taken_from_the_platform(
    desk: SettlementDesk, bills: Path
) -> None:
    books = Books(booked())
    settled = replace(desk, lookup=books).settle(DAY)
    assert books.asked == [DAY]
    assert settled.from_platform and settled.sheet.benefit is not None
    assert settled.sheet.benefit.verdict is Verdict.MATCHED
    assert "慈善会账户取自平台。" in picture_settlement(settled).files
    (bills / "settlement-2026-11-23.csv").write_bytes(ACCOUNT)
    by_file = replace(desk, lookup=books).settle(DAY)
    assert not by_file.from_platform and by_file.sheet.benefit is not None
    assert "取自平台" not in picture_settlement(by_file).files
    assert books.asked == [DAY]  # A file goes before: nobody is asked.


def test_what_the_platform_has_otherwise_is_a_difference(desk: SettlementDesk) -> None:
    settled = replace(desk, lookup=Books(booked(discount=412))).settle(DAY)
    assert settled.sheet.benefit is not None
    assert settled.sheet.benefit.verdict is Verdict.EXTRA
    assert not picture_settlement(settled).good


def test_a_platform_that_does_not_answer_stops_no_settlement(desk: SettlementDesk, bills: Path) -> None:
    (bills / "1900000109All2026-11-23.csv").write_bytes(wechat_bill(Moved("X1", 990)))
    settled = replace(desk, lookup=Books(None)).settle(DAY)
    assert settled.sheet.benefit is None and not settled.from_platform
    assert settled.sheet.channels[0].theirs is not None
    assert "没有从平台取到" in picture_settlement(settled).files


def test_a_day_the_platform_has_nothing_of_is_missing_there(desk: SettlementDesk) -> None:
    settled = replace(desk, lookup=Books(booked(entries=0))).settle(DAY)
    assert settled.from_platform and settled.sheet.benefit is not None
    assert settled.sheet.benefit.theirs is None
