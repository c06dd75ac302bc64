"""Returns on bad and busy days: a dead printer, a full disk, an unclear payment, twelve returns in a row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.people.permission import Act
from pos.errors.ledger import LedgerUnwritable
from pos.errors.returns import ReturnNeverPaid, ReturnPaymentOpen
from pos.ledger.ledger import NewEntry
from pos.services.till import Till
from tests.services.returning import ONE, WRONG, first_bad, ledger_of, left, money, return_goods, sell
from tests.services.selling.test_full_disk import limit_pages
from tests.shop import FULL_MONTH, LAN, MANAGER, MANAGER_PIN, OIL, RICE, SOY, SPIRIT, Shop, grant, label

TODAY = "2026-11-23"
TOMATOES = label("22", "00207", 1_000)


def test_a_dead_printer_does_not_stop_a_return(tmp_path_factory: pytest.TempPathFactory) -> None:
    shop = Shop(tmp_path_factory.mktemp("dead") / "till", printer_url="tcp://127.0.0.1:9")
    till = shop.start_selling()
    sale_no = sell(till, SOY)
    done = return_goods(till, sale_no, {1: ONE})
    assert money(done) == {"cash": 990}
    assert {job.subject for job in ledger_of(till).print_jobs.waiting()} == {sale_no, done.return_no}
    till.close()


def return_goods_until_full(till: Till, sale_no: str) -> int:
    for done in range(200):
        try:
            return_goods(till, sale_no, {1: ONE})
        except LedgerUnwritable:
            return done
    raise AssertionError("the disk never got full")


def test_a_return_that_cannot_be_written_did_not_happen_and_is_done_later(shop: Shop, till: Till) -> None:
    grant(till, LAN)
    sale_no = sell(till, "200*", SOY, card=LAN)
    limit_pages(till, 6)

    done = return_goods_until_full(till, sale_no)

    assert 0 < done < 200 and till.status().ledger_problem == "ledger.unwritable"
    (line,) = till.returns.find(sale_no).lines
    assert line.returned == done * ONE
    assert left(till, LAN)["subsidy"] == sum(
        back.amount for back in ledger_of(till).days.restorations_of(sale_no)
    )

    limit_pages(till, None)  # Somebody made room.
    return_goods(till, sale_no, {1: line.left})
    assert left(till, LAN) == FULL_MONTH
    till.close()
    assert first_bad(shop) is None


@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [
        (None, ReturnPaymentOpen),
        ("unknown", ReturnPaymentOpen),
        ("reversed", ReturnNeverPaid),
        ("settled", None),
    ],
)
def test_money_nobody_has_seen_does_not_go_back(
    till: Till, outcome: str | None, refusal: type[Exception] | None
) -> None:
    till.checkout.scan(SOY)
    till.checkout.pay(TenderKind.WECHAT, None, said_by=till.people.signed_in)
    tender = Tender(TenderKind.WECHAT, 990, payment_id="p1")  # As a provider's payment stands on it.
    till.checkout._state = till.checkout._priced(replace(till.checkout.state.basket, tenders=(tender,)))
    sale_no = till.checkout.done().sale_no
    ledger = ledger_of(till)
    asked = {"payment_id": "p1", "sale_id": "s", "shift_id": "x", "kind": "wechat", "amount": 990}
    facts = [(EntryKind.PAYMENT_ASKED, asked | {"reference_tail": "1"})]
    if outcome is not None:
        answer = {"payment_id": "p1", "outcome": outcome, "provider_reference": "", "detail": ""}
        facts.append((EntryKind.PAYMENT_ANSWERED, answer | {"by": "provider", "rule": None}))
    for number, (kind, data) in enumerate(facts):
        ledger.append(
            NewEntry(
                kind=kind, data=data, entry_id=f"p{number}", at_ms=1, business_date="2026-11-23", actor="1"
            )
        )
    if refusal is None:
        assert money(return_goods(till, sale_no, {1: ONE})) == {"wechat": 990}
        return
    with pytest.raises(refusal):
        return_goods(till, sale_no, {1: ONE})


def test_twelve_returns_of_a_day(shop: Shop, till: Till) -> None:
    """Every kind once; in the end the books of the day say what is still sold, to the fen."""
    grant(till, LAN)
    phone = ((TenderKind.WECHAT, "5"), (TenderKind.ALIPAY, "2"), (TenderKind.CASH, "50"))
    all_subsidy, public = sell(till, SOY, card=LAN), sell(till, "3*", SOY, OIL)
    card, joined = sell(till, TOMATOES, OIL, RICE, SOY, SPIRIT, card=LAN), sell(till, SOY, SOY, OIL, SOY)
    mixed, weighed = sell(till, SOY, SPIRIT, pay=phone), sell(till, TOMATOES)

    refunds = [
        money(return_goods(till, sale_no, wanted, reason=reason))
        for sale_no, wanted, reason in (
            (public, {1: ONE}, "商品质量问题"),
            (public, {1: 2 * ONE, 2: ONE}, ""),
            (card, {1: 300}, "缺斤少两"),
            (card, {2: ONE, 5: ONE}, WRONG),
            (card, {1: 700, 3: ONE, 4: ONE}, WRONG),
            (mixed, {1: ONE}, WRONG),
            (mixed, {2: ONE}, WRONG),
            (weighed, {1: 333}, "变质"),
            (weighed, {1: 333}, "变质"),
            (all_subsidy, {1: ONE}, WRONG),
            (joined, {1: 2 * ONE}, WRONG),
        )
    ]
    sell(till, RICE)
    till.permissions.approve(Act.VOID_SALE, MANAGER, MANAGER_PIN)
    refunds.append(money(till.returns.void_last("录错了")))

    assert refunds[0] == {"cash": 990} and refunds[5] == {"wechat": 500, "alipay": 200, "cash": 290}
    assert refunds[9] == {} and refunds[11] == {"cash": 6_990}
    ledger = ledger_of(till)
    assert ledger.days.returns_on(TODAY) == 12
    assert [found.facts.return_no[-4:] for found in ledger.returns.recent(2)] == ["R012", "R011"]
    assert left(till, LAN) == FULL_MONTH
    sums = ledger.sums_upto(ledger.head()[0])
    kept = 760 - 253 - 253 + 6_990 + 990  # 0.334 kg of tomatoes, an oil and a soy sauce.
    assert sums[1:] == (7, kept, 0, 0, kept)
    till.close()
    assert first_bad(shop) is None
