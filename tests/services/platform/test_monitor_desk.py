"""The platform's answers in the till's words: a day, a sale of another till, leave to take goods back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import pytest

from pos.domain.programme.contribution import Contribution
from pos.errors import PosError
from pos.errors.cards import CreditElsewhere, CreditPaid, CreditStopped, CreditUnknown
from pos.errors.platform import MonitorRefused, MonitorUnreachable
from pos.errors.returns import ReturnChanged, SaleNotAtPlatform, SellerNotHeard
from pos.services.platform.monitor_desk import MonitorDesk
from pos.services.ports import CardCredits, Credit, Promised
from sync.protocol import messages as wire
from sync.protocol.lease_messages import CreditReply, CreditsReply, WireCredit
from tests.sync import samples

SALE_NO = "S02-1-20261123-0007"


class FakeAsks:
    """A platform that tells the samples, or refuses."""

    def __init__(self, problem: PosError | None = None) -> None:
        self.problem = problem
        self.day_told = samples.DAY_REPLY
        self.sale_told = samples.SALE_REPLY
        self.asked_credits: list[tuple[str, bool]] = []
        self.leave: list[tuple[str, str, dict[int, int], dict[int, int], list[str]]] = []

    def day(self, _business_date: str) -> wire.DayReply:
        """A day."""
        self._fail()
        return self.day_told

    def sale(self, _sale_no: str) -> wire.SaleReply:
        """A sale."""
        self._fail()
        return self.sale_told

    def permit_return(
        self,
        return_id: str,
        sale_no: str,
        quantities: Mapping[int, int],
        known: Mapping[int, int],
        withdrawn: Sequence[str],
    ) -> wire.ReturnReply:
        """Leave."""
        self._fail()
        self.leave.append((return_id, sale_no, dict(quantities), dict(known), list(withdrawn)))
        return samples.RETURN_REPLY

    def _fail(self) -> None:
        if self.problem is not None:
            raise self.problem

    def credits(self, card_no: str) -> CreditsReply:
        self._fail()
        return CreditsReply([WireCredit("B-1", "S02-1-20261123-B0007", 400, card_no[-4:])], 1, 5)

    def credit(self, credit_id: str, *, withdrawn: bool = False) -> CreditReply:
        self._fail()
        self.asked_credits.append((credit_id, withdrawn))
        return CreditReply(credit_id, 400, 5)


def test_a_cards_make_goods_are_told_promised_and_given_back() -> None:
    asks = FakeAsks()
    desk = MonitorDesk(asks)

    assert desk.credits("6201000000000016") == CardCredits((Credit("B-1", "S02-1-20261123-B0007", 400),), 1)
    assert desk.promise("B-1") == 400
    desk.withdraw("B-1")
    assert asks.asked_credits == [("B-1", False), ("B-1", True)]


@pytest.mark.parametrize("refusal", [CreditUnknown, CreditPaid, CreditElsewhere, CreditStopped])
def test_why_a_make_good_cannot_be_handed_out_here(refusal: type[PosError]) -> None:
    desk = MonitorDesk(FakeAsks(MonitorRefused(status=409, reason=refusal.code)))

    for ask in (desk.promise, desk.withdraw):
        with pytest.raises(refusal):
            ask("B-1")


def test_a_day_is_told_with_its_last_entry_and_the_contribution() -> None:
    asks = FakeAsks()
    day = MonitorDesk(asks).day("2026-11-23")

    assert (day.entries, day.payable, day.last_sequence) == (2, -300, 2)
    assert day.head_hash == samples.SECOND.entry_hash
    assert day.contribution == Contribution("2026-10", 498)

    asks.day_told = msgspec.structs.replace(
        samples.DAY_REPLY, last_sequence=0, last_hash=bytes(32), contribution=None
    )
    empty = MonitorDesk(asks).day("2026-11-23")
    assert (empty.head_hash, empty.contribution) == (b"", None)


def test_leave_is_asked_for_with_what_was_told_of_the_sale() -> None:
    asks = FakeAsks()
    desk = MonitorDesk(asks)

    sale = desk.sale(SALE_NO)
    desk.permit_return("back-1", SALE_NO, {2: 1000}, known=sale.returned, withdrawn=["back-0"])

    assert (sale.returned, sale.refunded, sale.own) == ({1: 1000}, {"cash": 300}, {})
    assert asks.leave == [("back-1", SALE_NO, {2: 1000}, {1: 1000}, ["back-0"])]


def test_what_is_promised_to_this_till_is_told_apart() -> None:
    asks = FakeAsks()
    own = {"back-1": wire.WirePromise({"1": 500}, {"cash": 150})}
    asks.sale_told = msgspec.structs.replace(samples.SALE_REPLY, own=own)

    sale = MonitorDesk(asks).sale(SALE_NO)

    assert sale.own == {"back-1": Promised({1: 500}, {"cash": 150})}


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("return.too_much", ReturnChanged),
        ("return.changed", ReturnChanged),
        ("return.home_silent", SellerNotHeard),
        ("return.home_pending", SellerNotHeard),
        ("return.not_yours", MonitorRefused),
    ],
)
def test_why_goods_of_another_till_cannot_come_back_now(reason: str, refusal: type[PosError]) -> None:
    desk = MonitorDesk(FakeAsks(MonitorRefused(status=409, reason=reason)))

    with pytest.raises(refusal):
        desk.permit_return("back-1", SALE_NO, {1: 1000}, known={})


def test_a_sale_that_the_platform_does_not_have_is_told_as_such() -> None:
    with pytest.raises(SaleNotAtPlatform):
        MonitorDesk(FakeAsks(MonitorRefused(status=404, reason="sale.unknown"))).sale(SALE_NO)


@pytest.mark.parametrize(
    "problem", [MonitorUnreachable(reason="timeout"), MonitorRefused(status=404, reason="page.unknown")]
)
def test_other_problems_are_passed_on(problem: PosError) -> None:
    desk = MonitorDesk(FakeAsks(problem))

    for ask in (lambda: desk.sale(SALE_NO), lambda: desk.permit_return("x", SALE_NO, {1: 1}, known={})):
        with pytest.raises(type(problem)):
            ask()
