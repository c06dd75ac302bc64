"""Forgers who can compute, and even sign: what does not follow from the rules is found all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pos.domain.cards.lease import LeaseSpend
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import record_to_data
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.selling.sale import RoundedCash, SaleFacts
from pos.domain.shop_rules import CashRounding, RulesSet, ShopRules
from pos.ledger.sqlite import Connection
from pos.ledger.verifying.verify import verify_ledger
from pos.ui.words.finding_words import finding_words
from tests.ledger.counter import CARD, DATE, PROGRAMME, TILL, Counter, key_of
from tests.ledger.tampering import append_unchecked, change_last, first_bad, forge, journal, tampered, verify
from tests.records import replace


def cheaper(sequence: int, data: dict[str, Any]) -> None:
    """The customer paid less than the programme says."""
    if sequence == 5:
        line = data["lines"][0]
        line["discount"] += 100
        line["net"] -= 100
        line["payable"] -= 100
        for name, by in (("discount", 100), ("net", -100), ("payable", -100)):
            data["totals"][name] += by
        data["tenders"][0]["amount"] -= 100


def test_a_changed_quote_is_found_even_when_everything_is_hashed_anew(golden: Path, tmp_path: Path) -> None:
    """Without the device key the signature does not fit; with it, computing again does not."""
    stranger = tampered(golden, tmp_path, lambda c: forge(c, cheaper, key=key_of(8)))
    assert first_bad(stranger) == (1, "entry.signature")
    insider = tampered(golden, tmp_path, lambda c: forge(c, cheaper), projected=True)
    assert first_bad(insider) == (5, "sale.quote")


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("total", lambda data: data["totals"].update(payable=0), "sale.totals"),
        ("change", lambda data: data.update(change=1), "sale.settlement"),
        ("price", lambda data: data["lines"][0].update(unit_price=1), "sale.market_amount"),
        ("quantity", lambda data: data["lines"][0].update(quantity=0), "sale.quantity"),
        ("programme", lambda data: data.update(programme="1999"), "sale.programme_unknown"),
        ("month", lambda data: data["card"].update(month="2026-12"), "sale.card_month"),
        ("card", lambda data: data["card"].update(card_no="6201000000000021"), "sale.pools_before"),
        ("lease", lambda data: data["card"]["spends"][0].update(lease_id="L2"), "lease.not_this_cards"),
        ("number", lambda data: data.update(sale_no=f"{TILL}-20261123-0002"), "sale.number_twice"),
        (
            "a yes that nobody gave",
            lambda data: data["tenders"][0].update(kind="wechat", confirmed_by=None),
            "entry.data",
        ),
        ("a field", lambda data: data.pop("change"), "entry.data"),
        ("a type", lambda data: data.update(change="0"), "entry.data"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_insider_cannot_invent(
    golden: Path, tmp_path: Path, name: str, change: Callable[[dict[str, Any]], None], code: str
) -> None:
    at = 6 if name == "number" else 5

    def forged(sequence: int, data: dict[str, Any]) -> None:
        if sequence == 5:
            change(data)

    path = tampered(golden, tmp_path, lambda c: forge(c, forged))
    assert first_bad(path) == (at, code)


def test_sales_that_fit_one_by_one_cannot_spend_a_lease_twice(tmp_path: Path) -> None:
    counter = Counter(tmp_path)
    counter.adopt()
    counter.grant()
    facts = counter.facts(counter.basket(5, card_no=CARD))
    counter.ledger.close()
    append_unchecked(
        counter.path,
        *(record_to_data(replace(facts, sale_no=f"S01-1-20261123-000{place}")) for place in range(4)),
    )
    assert first_bad(counter.path) == (4, "sale.pools_before")


def test_a_debit_beyond_its_lease_is_found(tmp_path: Path) -> None:
    """I2: the card has enough in two leases, the debit takes it all from one."""
    counter = Counter(tmp_path)
    counter.adopt()
    for number, lease_id in enumerate(("L1", "L2"), 1):
        counter.grant(
            lease_id=lease_id, number=number, pools={"vegetable": 700, "staple": 20_000, "subsidy": 0}
        )
    facts = counter.facts(counter.basket(3, card_no=CARD))
    counter.ledger.close()
    assert facts.card is not None
    vegetable = sum(spent.amount for spent in facts.card.spends if spent.pool == "vegetable")
    assert vegetable > 700
    others = tuple(spent for spent in facts.card.spends if spent.pool != "vegetable")
    greedy = replace(
        facts, card=replace(facts.card, spends=(*others, LeaseSpend("L1", "vegetable", vegetable)))
    )
    append_unchecked(counter.path, record_to_data(greedy))
    assert first_bad(counter.path) == (4, "lease.overspent")


def test_a_lease_that_was_granted_twice_is_found(golden: Path, tmp_path: Path) -> None:
    grant = LeaseGrant("L1", CARD, DATE[:7], PROGRAMME.entitlement())
    grants = record_to_data(LeasesGranted("e" * 64, 9, (grant,)))
    path = tampered(golden, tmp_path, lambda c: change_last(c, kind="leases_granted", version=1, data=grants))
    assert first_bad(path) == (9, "lease.granted_twice")


def test_rules_that_cannot_be_are_found(golden: Path, tmp_path: Path) -> None:
    path = tampered(
        golden,
        tmp_path,
        lambda c: change_last(c, kind="programme_adopted", version=1, data={"programme": {}}),
    )
    assert first_bad(path) == (9, "entry.data")


def test_a_kind_nobody_knows_is_told(golden: Path, tmp_path: Path) -> None:
    path = tampered(golden, tmp_path, lambda c: change_last(c, kind="sale_returned"))
    assert first_bad(path) == (9, "entry.meaning")


def test_an_entry_of_another_till_is_found(golden: Path, tmp_path: Path) -> None:
    path = tampered(golden, tmp_path, lambda c: change_last(c, till_id="S01-2"))
    assert first_bad(path) == (9, "entry.owner")


def test_bytes_in_another_form_are_found_though_they_say_the_same(golden: Path, tmp_path: Path) -> None:
    def spaced(connection: Connection) -> None:
        payload = journal(connection)[-1][7].replace(b'","', b'", "')
        change_last(connection, payload=payload)

    assert first_bad(tampered(golden, tmp_path, spaced)) == (9, "entry.bytes")


def ruled(counter: Counter, rule: CashRounding, *, begins: str = DATE) -> None:
    """The manager sets a rule for the fen of cash."""
    rules = ShopRules(in_force_from=begins, cash_rounding=rule)
    counter.ledger.append(counter.new(EntryKind.SHOP_RULES_SET, RulesSet.of(rules, rule="r")))


def under(rule: CashRounding) -> Callable[[SaleFacts], SaleFacts]:
    """A sale of 43.16 in cash, as it is under a rule; its amount follows from that rule."""

    def changed(facts: SaleFacts) -> SaleFacts:
        paid = rule.rounded(facts.totals.payable)
        tenders = (Tender(TenderKind.CASH, paid),)
        return replace(facts, tenders=tenders, rounded=RoundedCash(rule, facts.totals.payable - paid))

    return changed


def verdict(counter: Counter) -> tuple[int, str] | None:
    """The first bad entry of a counter's ledger."""
    counter.ledger.close()
    bad = verify(counter.path).first_bad
    return None if bad is None else (bad.sequence, bad.code)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    counter = Counter(tmp_path)
    counter.adopt()
    counter.open_shift()
    return counter


def test_what_is_left_off_cash_needs_a_rule_of_the_shop_not_only_an_amount_that_fits(
    counter: Counter,
) -> None:
    counter.sell(1)
    counter.sell(1, change=under(CashRounding.DOWN_TO_YUAN))
    assert verdict(counter) == (4, "sale.rounding_rule")
    assert "那天没有生效" in finding_words("sale.rounding_rule")


def test_a_rule_rules_from_the_entry_that_sets_it_and_not_before(counter: Counter) -> None:
    counter.sell(1, change=under(CashRounding.OFF))
    ruled(counter, CashRounding.DOWN_TO_JIAO)
    counter.sell(1, change=under(CashRounding.DOWN_TO_JIAO))
    ruled(counter, CashRounding.DOWN_TO_YUAN)
    counter.sell(1, change=under(CashRounding.DOWN_TO_YUAN))
    assert verdict(counter) is None


@pytest.mark.parametrize("forgotten", [CashRounding.OFF, CashRounding.HALF_UP_TO_JIAO])
def test_another_rule_than_the_one_in_force_is_found(counter: Counter, forgotten: CashRounding) -> None:
    ruled(counter, CashRounding.DOWN_TO_JIAO)
    counter.sell(1, change=under(CashRounding.DOWN_TO_JIAO))
    counter.sell(1, change=under(forgotten))
    assert verdict(counter) == (5, "sale.rounding_rule")


def test_a_rule_of_tomorrow_rules_a_sale_that_went_on_over_midnight_and_no_other(counter: Counter) -> None:
    ruled(counter, CashRounding.DOWN_TO_JIAO, begins="2026-11-24")
    counter.now_ms += 37 * 3600 * 1000  # 01:00 of the next day, and the sale began before midnight.
    counter.sell(1, change=under(CashRounding.DOWN_TO_JIAO))
    counter.sell(1, change=under(CashRounding.OFF))  # Or its money came before midnight.
    counter.now_ms -= 37 * 3600 * 1000
    counter.sell(1, change=under(CashRounding.DOWN_TO_JIAO))
    assert verdict(counter) == (6, "sale.rounding_rule")


def test_nobody_sets_a_rule_for_days_that_are_past(counter: Counter) -> None:
    ruled(counter, CashRounding.DOWN_TO_YUAN, begins="2026-11-22")
    assert verdict(counter) == (3, "rules.too_early")


def test_the_rules_that_came_with_the_program_rule_where_none_was_set(counter: Counter) -> None:
    counter.sell(1, change=under(CashRounding.DOWN_TO_JIAO))
    counter.ledger.close()
    shipped = (ShopRules("2013-02-01", cash_rounding=CashRounding.DOWN_TO_JIAO),)
    report = verify_ledger(counter.path, public_key=counter.key.public_key, shipped_rules=shipped)
    assert report.first_bad is None
