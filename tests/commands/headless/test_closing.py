"""A shift and a day are closed by words, and the day's report is read beside the running till."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos.__main__ import main
from pos.commands.headless.front import HeadlessTill
from tests.commands.headless.test_headless import say
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, SOY, Shop, grant, label

DAY = "2026-11-23"


@pytest.fixture
def headless(shop: Shop) -> Iterator[HeadlessTill]:
    till = shop.start()
    grant(till, LAN)
    answering = HeadlessTill(till)
    say(answering, "login 2001 8888", "open 500", SOY, "pay cash 10", "done")
    say(answering, label("22", "00207", 1354), OIL, f"card {LAN}", "pay wechat", "received", "done")
    yield answering
    till.close()


def refused(headless: HeadlessTill, line: str) -> str:
    answer: dict[str, Any] = headless.answer(line)
    assert not answer["ok"], answer
    return str(answer["code"])


def test_a_whole_day_is_closed_by_words(headless: HeadlessTill) -> None:
    assert say(headless, "cash-in 20.00 换零 钱")["amount"] == 2_000
    assert say(headless, "cash-out 100 交银行")["direction"] == "out"
    report = say(headless, "x-report")["x_report"]
    assert (report["sales"], report["cash_out"], report["payable"]) == (2, 10_000, 1_199)
    assert say(headless, "x-report print")["x_report"]["blind"] == []

    count = say(headless, "count cash 100x4 20x1 5×1 1*4 0.5x1")["count"]
    assert (count["counted"], count["difference"]) == (42_950, -40)
    assert count["denominations"] == {"10000": 4, "2000": 1, "500": 1, "100": 4, "50": 1}
    say(headless, "count wechat 2.09")
    closed = say(headless, "close-shift to=1001 找零 误差")
    assert closed["shift_closed"]["handed_to"] == "1001"
    assert closed["figures"]["explanation"] == "找零 误差"
    assert (closed["shift"], closed["staff"]) == (None, None)

    say(headless, "login 2001 8888")
    signed = say(headless, "close-day")
    assert (signed["number"], signed["figures"]["sales"]) == ("S01-1-20261123-Z1", 2)
    assert signed["reconciliation"]["equal"] is False
    day = say(headless, f"day {DAY}")
    assert (day["figures"]["revision"], day["since_close"], day["checks"]["recomputed"]) == (1, 0, 2)
    assert refused(headless, f"close-day {DAY}") == "day.closed_already"


def test_a_drawer_far_off_ends_by_words_with_a_reason_an_explanation_and_a_manager(
    headless: HeadlessTill,
) -> None:
    say(headless, "login 1001 1234", "count cash 393.13", "count wechat 2.09")
    assert refused(headless, "close-shift") == "shift.explanation_needed"
    assert refused(headless, "close-shift 找零差错 abc") == "explanation.unclear"
    assert refused(headless, "close-shift 复点两次仍然不符") == "shift.reason_needed"
    assert refused(headless, "close-shift reason=没有 复点两次仍然不符") == "shift.reason_needed"
    assert refused(headless, "close-shift 找零差错 复点两次仍然不符") == "approval.needed"
    say(headless, f"approve {MANAGER} {MANAGER_PIN}")
    closed = say(headless, "close-shift reason=找零差错 复点两次仍然不符")
    assert closed["shift_closed"]["reason"] == "找零差错"
    assert closed["figures"]["approver"] == MANAGER
    assert closed["figures"]["beyond"] == ["shift"]


@pytest.mark.parametrize("line", ["day", "reconcile", f"day {DAY}"])
def test_a_cashier_is_told_no_sum_before_the_drawer_was_counted(headless: HeadlessTill, line: str) -> None:
    say(headless, "login 1001 1234")
    assert refused(headless, line) == "approval.needed"
    say(headless, "count cash 509.90", "count wechat 2.09")
    assert say(headless, line)["ok"]


def test_held_sales_are_decided_by_words(headless: HeadlessTill) -> None:
    for _ in range(3):
        say(headless, SOY, "hold")
    say(headless, "count cash 509.90")
    assert refused(headless, "close-shift") == "shift.held_undecided"
    closed = say(headless, "close-shift held=keep drop=2")
    assert len(closed["shift_closed"]["held"]) == 2
    assert [each["number"] for each in say(headless, "held")["held"]] == [1, 3]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("cash-in 5", "command.unknown"),
        ("cash-in five 换零", "amount.unreadable"),
        ("count cash 1,23", "amount.unreadable"),
        ("count cash 30x2", "count.unreadable"),
        ("count gold 5", "tender.kind_unknown"),
        ("close-shift", "shift.not_counted"),
        ("close-shift keep=x", "command.unknown"),
        ("close-shift keep=1,2 drop=2", "command.unknown"),
        ("close-day", "day.shift_open"),
        ("day 2026-02-30", "date.unreadable"),
        ("day heute", "date.unreadable"),
        ("close-day 2026-13-01", "date.unreadable"),
    ],
)
def test_bad_words_are_answered_with_what_to_do(headless: HeadlessTill, line: str, code: str) -> None:
    assert refused(headless, line) == code


# ── The report, beside the running till ────────────────────────────────────────────────────


@pytest.fixture
def config(shop: Shop, tmp_path: Path) -> str:
    settings = tmp_path / "till.toml"
    settings.write_text(
        f'[store]\nid = "S01"\nname = "浆洗街店"\n[till]\nid = "S01-1"\ndata_dir = "{shop.folder}"\n',
        encoding="utf-8",
    )
    return str(settings)


def test_the_report_is_read_while_the_till_sells(
    headless: HeadlessTill, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", config, "report", "day", DAY]) == 0
    shown = capsys.readouterr().out
    assert "当日报表（未日结）" in shown and "营业额（实收）" in shown and "11.99" in shown

    say(headless, "count cash 509.90", "close-shift", "close-day", "open 509.90", SOY, "pay cash 10")
    assert say(headless, "done")["since_close"] == 1  # Whoever looks is told that another close is due.
    assert main(["--config", config, "report", "day", DAY, "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["figures"]["payable"], report["since_close"]) == (2_189, 2)
    (close,) = report["closes"]
    assert (close["payable"], close["signed_by"], close["revision"]) == (1_199, "2001", 1)
    main(["--config", config, "report", "day", DAY])
    assert "日结后又有 2 笔" in capsys.readouterr().out


def test_a_report_of_no_day_or_no_ledger_is_refused_with_words(
    shop: Shop, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", config, "report", "day", "23.11."]) == 2
    assert "看不懂这个日期" in capsys.readouterr().err
    assert main(["--config", config, "report", "day", DAY]) == 2
    assert "没有找到账本" in capsys.readouterr().err
