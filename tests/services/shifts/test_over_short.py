"""Over and short: what a shift that does not fit needs to end, by the shift and by the cashier's month."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.selling.receipt import PairRow, TextRow
from pos.errors.people import ApprovalNeeded
from pos.errors.shifts import ExplanationUnclear, ShiftReasonNeeded
from pos.ledger.verifying.verify import verify_ledger
from pos.services.installation.identity import load_identity
from pos.services.installation.shipped import load_default_programme
from pos.services.printing.receipts import ShopFacts
from pos.services.reports.day_tables import shifts_table
from pos.services.shifts.shift_slips import shift_slip
from pos.services.till import Till
from tests.services.telling import entries_of, sell_soy
from tests.shop import MANAGER, MANAGER_PIN, TRAINEE, TRAINEE_PIN, Shop

OVER_SHORT = Act.CLOSE_SHIFT_OVER_SHORT


def test_116_77_short_does_not_end_with_five_characters_of_one_person(till: Till) -> None:
    till.shifts.count("cash", "383.23")

    with pytest.raises(ShiftReasonNeeded):
        till.shifts.close("找零找错了")
    with pytest.raises(ApprovalNeeded) as refused:
        till.shifts.close("找零找错了", reason="找零差错")
    assert refused.value.facts == {
        "act": "close_shift_over_short",
        "about": "短款 116.77 元，超过一班 50.00 元的上限",
    }
    assert till.shifts.current() is not None and entries_of(till, EntryKind.SHIFT_CLOSED) == []

    till.permissions.approve(OVER_SHORT, MANAGER, MANAGER_PIN)
    ended = till.shifts.close("找零找错了", reason="找零差错")
    (entry,) = entries_of(till, EntryKind.SHIFT_CLOSED)
    assert (entry.version, entry.actor, entry.approver) == (2, "1001", MANAGER)
    assert (entry.data["reason"], entry.data["rule"]) == (
        "找零差错",
        "close_shift_over_short.cashier.needs_approval",
    )
    assert entry.data["over_short"] == {
        "month": "2026-11",
        "month_sum": 11_677,
        "explain_above": 100,
        "shift_max": 5_000,
        "month_max": 20_000,
        "beyond": ["shift"],
    }
    shown = (ended.figures.reason, ended.figures.approver, ended.figures.month_sum, ended.figures.beyond)
    assert shown == ("找零差错", MANAGER, 11_677, ("shift",))


@pytest.mark.parametrize("words", ["abc", "ok ok ok", "12345", "找零", "呵呵呵呵", "差 4.80"])
def test_what_says_nothing_does_not_explain_4_80_over(till: Till, words: str) -> None:
    till.shifts.count("cash", "504.80")

    with pytest.raises(ExplanationUnclear) as refused:
        till.shifts.close(words, reason="找零差错")
    assert refused.value.facts["text"] == words
    assert till.shifts.current() is not None

    ended = till.shifts.close("多收了顾客一笔零钱", reason="漏收或多收")
    assert (ended.closed.reason, ended.closed.over_short and ended.closed.over_short.beyond) == (
        "漏收或多收",
        (),
    )


def test_a_script_that_names_no_reason_leaves_it_unsaid_and_one_that_is_not_offered_is_refused(
    till: Till,
) -> None:
    till.shifts.count("cash", "504.80")
    with pytest.raises(ShiftReasonNeeded) as refused:
        till.shifts.close("多收了顾客一笔零钱", reason="不想说")
    assert "漏收或多收" in str(refused.value.facts["reasons"])

    assert till.shifts.close("多收了顾客一笔零钱").closed.reason == "未说明"


def test_small_differences_of_one_cashier_add_up_over_the_month_and_begin_anew_with_the_next(
    shop: Shop, till: Till
) -> None:
    for number, counted in enumerate(("450", "550", "450", "545"), 1):  # ±50 three times, then +45: 195.
        till.shifts.count("cash", counted)
        ended = till.shifts.close("找零误差，已核实", reason="找零差错")
        assert ended.figures.month_sum == min(number * 5_000, 19_500)
        till.shifts.open("500")

    till.shifts.count("cash", "494.99")
    with pytest.raises(ApprovalNeeded) as refused:
        till.shifts.close("找零误差，已核实", reason="找零差错")
    assert refused.value.facts["about"] == "短款 5.01 元，本月累计 200.01 元，超过一人一月 200.00 元的上限"
    till.permissions.approve(OVER_SHORT, MANAGER, MANAGER_PIN)
    assert till.shifts.close("找零误差，已核实", reason="找零差错").figures.beyond == ("month",)

    till.shifts.open("500")
    till.shifts.count("cash", "500")  # Adds nothing: nobody is asked.
    assert till.shifts.close().figures.month_sum == 20_001

    till.people.sign_in(MANAGER, MANAGER_PIN)  # Another person's month is another.
    till.shifts.open("500")
    till.shifts.count("cash", "499")
    assert till.shifts.close().figures.month_sum == 100

    shop.clock.forward(hours=24 * 9)  # 2 December.
    till.people.sign_in("1001", "1234")
    till.shifts.open("500")
    till.shifts.count("cash", "497")
    assert till.shifts.close("找零误差，已核实", reason="找零差错").figures.month_sum == 300


def test_the_shop_s_own_limits_rule_from_their_day_and_a_manager_needs_nobody(till: Till) -> None:
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.rules.set(replace(till.rules.on(till.rules.today()), over_short_shift_max=2_00))
    till.shifts.count("cash", "497.99")

    ended = till.shifts.close("找零误差，已核实", reason="找零差错")
    (entry,) = entries_of(till, EntryKind.SHIFT_CLOSED)
    assert (entry.approver, entry.data["rule"]) == (None, "close_shift_over_short.manager.allowed")
    assert (ended.figures.beyond, ended.figures.approver) == (("shift",), MANAGER)


def test_a_trainee_beyond_a_limit_is_let_go_by_one_yes(shop: Shop, till: Till) -> None:
    till.people.sign_in(TRAINEE, TRAINEE_PIN)
    till.shifts.count("cash", "100")
    with pytest.raises(ApprovalNeeded):
        till.shifts.close("找零误差，已核实", reason="找零差错")

    till.permissions.approve(OVER_SHORT, MANAGER, MANAGER_PIN)
    assert till.shifts.close("找零误差，已核实", reason="找零差错").closed.reason == "找零差错"
    assert till.shifts.current() is None


def test_the_slip_and_the_day_s_report_say_why_who_let_it_end_and_the_month_and_the_ledger_verifies(
    shop: Shop, till: Till
) -> None:
    sell_soy(till)
    till.shifts.count("cash", "393.13")
    till.permissions.approve(OVER_SHORT, MANAGER, MANAGER_PIN)
    ended = till.shifts.close("少了，复点两次仍然不符", reason="原因不明，已复点")
    till.people.sign_in(MANAGER, MANAGER_PIN)
    till.days.close("2026-11-23")

    shop_facts = ShopFacts("浆洗街店", "S01-1")
    names = {MANAGER: "陈国强", "1001": "李芳"}
    slip = shift_slip(
        ended.figures, ended.closed, shop_facts, names.__getitem__, short_hash="ab12cd34", reprint=False
    )
    said = [
        row.text if isinstance(row, TextRow) else f"{row.left} {row.right}"
        for row in slip.rows
        if isinstance(row, TextRow | PairRow)
    ]
    for words in (
        "原因：原因不明，已复点",
        "说明：少了，复点两次仍然不符",
        "本月累计差额 116.77",
        "差额超限 单班",
        "授权人 陈国强",
    ):
        assert words in said
    report = till.reports.report("2026-11-23")
    table = shifts_table(report.figures)
    columns = [column.name for column in table.columns]
    row = dict(zip(columns, table.rows[0], strict=True))
    assert row["现金差额"] == -11_677 and row["本月累计差额"] == 11_677
    assert (row["原因"], row["说明"], row["授权人"]) == (
        "原因不明，已复点",
        "少了，复点两次仍然不符",
        "陈国强",
    )
    assert [(each.act, each.approver, each.before, each.after) for each in report.figures.overrides] == [
        ("close_shift_over_short", "陈国强", 50_990, 39_313)
    ]
    till.close()
    key = load_identity(shop.folder)
    assert key is not None
    verified = verify_ledger(
        shop.folder / "ledger.db",
        public_key=bytes.fromhex(key.public_key),
        default_programmes=(load_default_programme(),),
    )
    assert verified.first_bad is None
