"""A yes is an act of a person: no phone's money is taken or given back on nobody's word, in any front."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from pos.commands.headless.front import HeadlessTill
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind, TenderState
from pos.domain.people.staff import Staff
from pos.errors import PosError
from pos.errors.paying import PaymentUnconfirmed
from pos.errors.returns import RefundUnconfirmed
from pos.services.till import Till
from tests.services.payments import code
from tests.services.returning import ONE, WRONG, ledger_of, sell
from tests.shop import LAN, MANAGER, MANAGER_PIN, OIL, SOY, Shop, grant

PHONES = tuple(kind for kind in TenderKind if kind is not TenderKind.CASH)

# The words by which a person says where money is; every other word is walked.
A_PERSONS_WORD = ("received", "refunded", "settle")


def refused(act: Callable[[], object], error: type[PosError]) -> None:
    with pytest.raises(error):
        act()


@pytest.mark.parametrize("kind", PHONES)
def test_no_service_takes_or_gives_back_a_phones_money_on_nobodys_word(till: Till, kind: TenderKind) -> None:
    signed_in = till.people.signed_in
    assert signed_in is not None
    nobody: tuple[Staff | None, ...] = (None, copy(signed_in), till.people.identify(MANAGER, MANAGER_PIN))
    till.checkout.scan(SOY)
    for said_by in nobody:
        refused(lambda who=said_by: till.checkout.pay(kind, None, said_by=who), PaymentUnconfirmed)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    till.checkout.pay(kind, None, said_by=signed_in)
    for said_by in nobody:
        refused(lambda who=said_by: till.checkout.take_back(1, refunded_by=who), RefundUnconfirmed)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        refused(lambda who=said_by: till.payments.take_back(1, refunded_by=who), RefundUnconfirmed)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    till.checkout.done()

    boss = till.people.sign_in(MANAGER, MANAGER_PIN)
    sale_no = sell(till, SOY, pay=((kind, None),))
    before = ledger_of(till).head()[0]
    for said_by in (None, signed_in):
        refused(
            lambda who=said_by: till.returns.return_goods(sale_no, {1: ONE}, WRONG, refunded_by=who),  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            RefundUnconfirmed,
        )
        refused(lambda who=said_by: till.returns.void_last(WRONG, refunded_by=who), RefundUnconfirmed)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    assert ledger_of(till).head()[0] == before
    assert till.returns.return_goods(sale_no, {1: ONE}, WRONG, refunded_by=boss).done.refunds[0].kind is kind


def test_who_said_yes_stands_in_the_sale_and_in_the_return(till: Till) -> None:
    till.checkout.scan(OIL)
    till.checkout.pay(TenderKind.CASH, "10")
    till.checkout.pay(TenderKind.WECHAT, None, said_by=till.people.signed_in)
    boss = till.people.sign_in(MANAGER, MANAGER_PIN)  # Finishes what the cashier has begun.
    sale_no = till.checkout.done().sale_no
    till.returns.return_goods(sale_no, {1: ONE}, WRONG, refunded_by=boss)

    sale, back = written(till, EntryKind.SALE)[-1], written(till, EntryKind.RETURN)[-1]
    assert [each["confirmed_by"] for each in sale["tenders"]] == [None, "1001"]
    assert {each["kind"]: each["confirmed_by"] for each in back["refunds"]} == {
        "wechat": "2001",
        "cash": None,
    }


def test_an_approval_holds_until_somebody_says_that_the_money_is_back_and_no_longer(till: Till) -> None:
    front = HeadlessTill(till)
    sale_no = sell(till, SOY, SOY, pay=((TenderKind.WECHAT, None),))
    assert front.answer(f"return {sale_no} 1 1")["code"] == "approval.needed"
    front.answer("approve 2001 8888")
    assert front.answer(f"return {sale_no} 1 1")["waits_for"]["amount"] == 990
    assert front.answer("refunded")["return_no"].endswith("R001")
    assert front.answer(f"return {sale_no} 1 1")["code"] == "approval.needed"
    assert front.answer("refunded")["code"] == "payment.nothing_asked"


@pytest.mark.parametrize("seed", range(3))
def test_no_word_of_a_script_books_a_phones_money_without_the_word_of_a_person(
    tmp_path: Path, seed: int
) -> None:
    till = Shop(tmp_path / "till").start_selling()
    grant(till, LAN)
    front, chance = HeadlessTill(till), random.Random(seed)
    front.answer("login 2001 8888")
    sold = []
    for goods in (SOY, OIL):
        for line in (goods, "pay wechat", "received", "done"):
            assert front.answer(line)["ok"]
        sold.append(ledger_of(till).last_sale().facts.sale_no)  # type: ignore[union-attr]  # just sold
    before = ledger_of(till).head()[0]
    words = sorted(set(front._commands) - {*A_PERSONS_WORD, "quit", "login", "logout", "open"})
    likely = ("pay", "done", "return", "void", "unclear", "hand-over", "unpay", "confirm")
    things = (*sold, "wechat", "alipay", "other", "cash", "1", "2", "9.90", "yes", "all", code(7), OIL, LAN)
    answers = 0
    for _ in range(300):
        word = chance.choice((*words, *likely, *likely))
        fewest, most, _act = front._commands[word]
        count = chance.randint(fewest, min(most, 3) if most >= fewest else fewest)
        line = " ".join((word, *chance.choices(things, k=count)))
        for each in (chance.choice((SOY, code(3), line)), line):
            answers += bool(front.answer(each)["ok"])
            tenders = till.checkout.state.basket.tenders
            assert not [
                each
                for each in tenders
                if each.kind is not TenderKind.CASH and each.state is TenderState.CONFIRMED
            ], line
        if till.shifts.current() is None:
            front.answer("open 100")
    assert answers > 100, "the walk gets somewhere"
    for kind, parts in ((EntryKind.SALE, "tenders"), (EntryKind.RETURN, "refunds")):
        for data in written(till, kind, after=before):
            for part in data[parts]:
                assert part["kind"] == "cash" or part.get("state") == "unknown", data
    till.close()


def written(till: Till, kind: EntryKind, *, after: int = 0) -> list[dict[str, Any]]:
    """The data of each entry of a kind."""
    stored = ledger_of(till).entries_after(after, entries_max=10_000, bytes_max=10**8)
    entries = [decode_entry(each.sealed.payload) for each in stored]
    return [dict(entry.data) for entry in entries if entry.kind == kind]
