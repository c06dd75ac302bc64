"""What shops without fen coins left off cash (抹零), at the platform: counted, told, shown, compared."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from monitor.auditing.audit import audit
from monitor.days.contribution import MonthGiven, measure
from monitor.ingest.booking import COUNTED
from monitor.platform import Platform
from monitor.store import day_tables, tables
from monitor.web.words import reason_words
from pos.domain.calendar import moved_date
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.selling.sale import RoundedCash
from pos.domain.shifts.takings import Taking
from pos.domain.shop_rules import CashRounding, RulesSet, ShopRules
from sync.protocol.messages import WireEntry
from tests.monitor.conftest import FakeClock, card_no, rows
from tests.monitor.days.test_day_answers import asked
from tests.monitor.days.test_day_pages import TODAY, close_day, text_of
from tests.monitor.simulated_till import SimulatedTill
from tests.records import replace


@pytest.fixture
def shop(till: SimulatedTill) -> SimulatedTill:
    """A till of a shop that takes cash down to 角, as its manager set it this morning."""
    till.cash_rule = CashRounding.DOWN_TO_JIAO
    set_rule(till, CashRounding.DOWN_TO_JIAO)
    return till


def set_rule(till: SimulatedTill, rule: CashRounding, *, begins: str = TODAY) -> WireEntry:
    """What the manager's change of the rules puts into the journal."""
    rules = ShopRules(in_force_from=begins, cash_rounding=rule)
    return till.append(EntryKind.SHOP_RULES_SET, RulesSet.of(rules, rule="r"))


def test_what_was_left_off_counts_beside_what_was_payable_and_a_return_takes_it_back(
    shop: SimulatedTill, platform: Platform
) -> None:
    shop.sell(("零食", 987))
    shop.return_goods(shop.sell(("零食", 1234)))
    shop.sell(("零食", 550))

    assert shop.upload().quarantined == []

    (day,) = rows(platform, day_tables.day_total)
    assert (day["payable"], day["rounding"]) == (1537, 7)
    told = asked(shop)
    assert (told.payable, told.rounding) == (1537, 7)
    assert audit(platform.store).bad == ()


def test_a_till_of_an_earlier_release_never_meets_the_field(till: SimulatedTill) -> None:
    till.sell(("零食", 987))
    till.upload()

    told = asked(till)

    assert b"rounding" not in msgspec.msgpack.encode(told)
    assert b"rounding" in msgspec.msgpack.encode(msgspec.structs.replace(told, rounding=7))


def test_a_close_of_a_day_with_rounding_agrees_and_one_that_leaves_it_out_is_named(
    shop: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    shop.sell(("零食", 987))
    takings = (Taking("cash", 980, 0, 0, 980, 980, 0),)
    close_day(shop, rounding=7, takings=[record_to_data(each) for each in takings])
    shop.upload()
    assert [row["is_equal"] for row in rows(platform, day_tables.day_close)] == [True]
    for path in (f"/days/{TODAY}", f"/stores/S01/days/{TODAY}"):
        text = text_of(client, path)
        assert "¥9.80 另抹零 ¥0.07" in text
        assert "一致" in text

    close_day(shop, rounding=0)
    shop.upload()
    assert "现金抹零差 −0.07" in text_of(client, f"/days/{TODAY}")
    assert "现金抹零本店 0.00，平台 0.07" in text_of(client, "/alerts")


def test_a_rounding_that_the_rule_does_not_give_is_kept_aside_and_said_in_words(
    shop: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    sale = shop.sale(("零食", 987))
    shop.append(EntryKind.SALE, record_to_data(replace(sale, rounded=RoundedCash(sale.cash_rule, 9))))

    assert [each.code for each in shop.upload().quarantined] == ["sale.rounding"]
    assert "抹零与门店规则重算不符" in text_of(client, "/alerts")
    assert reason_words("return.rounding") == "退货的抹零与原单不符"
    assert rows(platform, tables.sale) == []


def test_a_refund_on_the_page_is_what_was_really_paid_back(shop: SimulatedTill, client: TestClient) -> None:
    shop.return_goods(shop.sell(("零食", 10_987)))
    shop.upload()

    assert "109.80" in text_of(client, f"/stores/S01/days/{TODAY}")
    assert "退款 109.80 元，没有店长授权" in text_of(client, "/alerts")


def test_a_rule_that_nobody_had_set_is_kept_aside_with_an_alert(
    till: SimulatedTill, client: TestClient, platform: Platform
) -> None:
    till.cash_rule = CashRounding.DOWN_TO_YUAN
    forged = till.sale(("零食", 987))
    till.append(EntryKind.SALE, record_to_data(forged))
    set_rule(till, CashRounding.DOWN_TO_YUAN)  # Set afterwards it makes good what comes, not what was.
    till.sell(("零食", 987))

    told = till.upload().quarantined

    assert [(each.sequence, each.code) for each in told] == [(1, "sale.rounding_rule")]
    assert "抹零用的规则当天没有生效" in text_of(client, "/alerts")
    assert [row["sequence"] for row in rows(platform, tables.sale)] == [3]
    assert audit(platform.store).bad == ()


def test_the_rule_of_an_earlier_batch_still_rules_and_one_of_tomorrow_does_not_yet(
    shop: SimulatedTill, platform: Platform, clock: FakeClock
) -> None:
    shop.upload()
    set_rule(shop, CashRounding.OFF, begins=moved_date(TODAY, days=1))
    shop.sell(("零食", 987))
    assert shop.upload().quarantined == []

    clock.at_ms = shop.now_ms = shop.now_ms + 24 * 3600 * 1000
    shop.append(EntryKind.SALE, record_to_data(shop.sale(("零食", 987))))

    assert [each.code for each in shop.upload().quarantined] == ["sale.rounding_rule"]
    assert audit(platform.store).bad == ()


def test_a_rule_set_for_days_that_are_past_is_kept_aside_and_rules_nothing(
    till: SimulatedTill, client: TestClient
) -> None:
    set_rule(till, CashRounding.DOWN_TO_YUAN, begins=moved_date(TODAY, days=-1))
    till.cash_rule = CashRounding.DOWN_TO_YUAN
    till.append(EntryKind.SALE, record_to_data(till.sale(("零食", 987))))

    told = [each.code for each in till.upload().quarantined]

    assert told == ["rules.too_early", "sale.rounding_rule"]
    assert "店内规则的生效日期早于设定的日期" in text_of(client, "/alerts")


def test_sales_are_not_blamed_for_a_set_of_rules_whose_signature_was_lost(
    till: SimulatedTill, platform: Platform
) -> None:
    set_rule(till, CashRounding.DOWN_TO_JIAO)
    till.entries[-1] = msgspec.structs.replace(till.entries[-1], signature=bytes(64))
    till.cash_rule = CashRounding.DOWN_TO_JIAO
    till.sell(("零食", 987))

    assert [each.code for each in till.upload().quarantined] == ["entry.signature"]
    assert [row["sequence"] for row in rows(platform, tables.sale)] == [2]


def test_an_audit_names_a_sale_that_was_counted_under_a_rule_nobody_had_set(
    till: SimulatedTill, platform: Platform
) -> None:
    till.cash_rule = CashRounding.DOWN_TO_YUAN
    till.append(EntryKind.SALE, record_to_data(till.sale(("零食", 987))))
    till.upload()
    entry = tables.entry
    platform.store.write(lambda books: books.execute(update(entry).values(state=COUNTED)))

    assert (till.till_id, 1, 1, "sale.rounding_rule") in {
        (each.till_id, each.epoch, each.sequence, each.code) for each in audit(platform.store).bad
    }


@pytest.mark.parametrize("rule", list(CashRounding))
def test_the_contribution_is_measured_against_what_was_to_be_paid_whatever_is_left_off_cash(
    till: SimulatedTill, platform: Platform, rule: CashRounding
) -> None:
    """DESIGN 3.6: what was given ÷ the public's turnover; 抹零 is neither given nor taken off."""
    set_rule(till, rule)
    till.cash_rule = rule
    till.sell(("零食", 10_099))
    till.sell(("蔬菜", 1_234), card_no=card_no(1))
    till.upload()

    (day,) = rows(platform, day_tables.day_total)

    assert (day["discount"], day["public_payable"]) == (494, 10_099)
    given = MonthGiven(day["discount"], day["subsidy"], day["public_payable"])
    assert measure(TODAY[:7], given) == measure(TODAY[:7], MonthGiven(494, day["subsidy"], 10_099))


def test_a_change_of_the_rules_stands_on_the_page_of_the_day(shop: SimulatedTill, client: TestClient) -> None:
    shop.upload()
    text = text_of(client, f"/stores/S01/days/{TODAY}")
    assert "店内规则变更" in text
    assert f"{TODAY} 起 · 现金抹零：抹去分" in text
