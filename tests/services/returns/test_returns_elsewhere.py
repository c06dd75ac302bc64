"""Goods that another till sold come back here: asked of the platform, permitted by it, never offline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.errors.ledger import LedgerUnwritable
from pos.errors.people import ApprovalNeeded
from pos.errors.platform import MonitorUnreachable
from pos.errors.returns import (
    ReturnPaymentElsewhere,
    ReturnTooMuch,
    SaleNotAtPlatform,
    SaleOfOtherStore,
    SaleOfOtherTill,
)
from pos.errors.selling import SaleUnknown
from pos.services.ports import SaleElsewhere
from pos.services.till import Till
from tests.services.returning import ONE, WRONG, FakePlatform, first_bad, ledger_of, left, money, sell
from tests.services.selling.test_full_disk import limit_pages
from tests.shop import FULL_MONTH, LAN, MANAGER, MANAGER_PIN, SOY, SPIRIT, Shop, grant


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def till(till: Till, platform: FakePlatform) -> Till:
    """The till at a platform that answers; the manager is signed in."""
    till.returns._lookup = platform
    till.people.sign_in(MANAGER, MANAGER_PIN)
    return till


@pytest.fixture
def sold(platform: FakePlatform, tmp_path: Path) -> str:
    """A card sale of another till of this store, as the platform keeps it: a soy sauce and a spirit."""
    other = Shop(tmp_path / "other", till_id="S01-2")
    selling = other.start_selling()
    grant(selling, LAN)
    sale_no = sell(selling, "2*", SOY, SPIRIT, card=LAN)
    stored = ledger_of(selling).sale(sale_no)
    assert stored is not None
    platform.sales[sale_no] = SaleElsewhere(stored.sealed.payload, {}, {})
    selling.close()
    return sale_no


def test_another_tills_sale_comes_back_and_its_card_is_the_platforms_to_serve(
    shop: Shop, till: Till, platform: FakePlatform, sold: str
) -> None:
    grant(till, LAN)
    found = till.returns.find(sold)
    assert (found.elsewhere, found.sale_no) == (True, sold)

    done = till.returns.return_goods(sold, {1: ONE, 2: ONE}, WRONG, token=found.token)

    assert money(done) == {"cash": 3_000}
    assert done.done.to_card == {"subsidy": 990}
    assert (done.before, done.after) == ({}, {}), "what the platform grants is not this till's to show"
    assert left(till, LAN) == FULL_MONTH
    assert platform.permitted == {found.token: (sold, {1: ONE, 2: ONE})}
    entry = ledger_of(till).days.returns_of(sold)[0]
    assert (entry.data["of_till"], entry.data["elsewhere"], entry.data["restorations"]) == ("S01-2", True, [])
    assert entry.data["rule"] == "return_elsewhere.manager.allowed"
    assert "额度和补贴由平台退回" in str(till.receipts.slip(done.return_no).rows)
    till.close()
    assert first_bad(shop) is None


def test_what_came_back_elsewhere_counts(till: Till, platform: FakePlatform, sold: str) -> None:
    platform.sales[sold] = replace(platform.sales[sold], returned={1: ONE}, refunded={})
    assert [line.left for line in till.returns.find(sold).lines] == [ONE, ONE]
    with pytest.raises(ReturnTooMuch):
        till.returns.return_goods(sold, {1: 2 * ONE}, WRONG)


def test_goods_handed_over_for_an_unclear_payment_come_back_only_where_it_is_followed(
    till: Till, platform: FakePlatform, tmp_path: Path
) -> None:
    other = Shop(tmp_path / "unclear", till_id="S01-2")
    selling = other.start_selling()
    selling.checkout.scan(SOY)
    selling.payments.unclear(TenderKind.WECHAT, None)
    selling.permissions.approve(Act.FINISH_UNPAID, MANAGER, MANAGER_PIN)
    selling.payments.finish_unpaid()
    sale_no = selling.checkout.done().sale_no
    stored = ledger_of(selling).sale(sale_no)
    assert stored is not None
    platform.sales[sale_no] = SaleElsewhere(stored.sealed.payload, {}, {})
    selling.close()
    with pytest.raises(ReturnPaymentElsewhere):
        till.returns.return_goods(sale_no, {1: ONE}, WRONG)
    assert platform.permitted == {}


def test_without_the_platforms_permission_nothing_is_written(
    till: Till, platform: FakePlatform, sold: str
) -> None:
    found = till.returns.find(sold)
    platform.online = False
    with pytest.raises((SaleOfOtherTill, MonitorUnreachable)):
        till.returns.return_goods(sold, {1: ONE}, WRONG, token=found.token)
    assert ledger_of(till).days.returns_on("2026-11-23") == 0


def test_goods_that_were_promised_and_could_not_be_written_are_taken_back_when_the_disk_has_room(
    shop: Shop, till: Till, platform: FakePlatform, sold: str
) -> None:
    sale_no = sell(till, "200*", SOY)
    limit_pages(till, 6)
    with pytest.raises(LedgerUnwritable):
        fill_the_disk(till, sale_no)
    found = till.returns.find(sold)
    with pytest.raises(LedgerUnwritable):
        till.returns.return_goods(sold, {1: 2 * ONE, 2: ONE}, WRONG, token=found.token)
    assert platform.permitted[found.token] == (sold, {1: 2 * ONE, 2: ONE})

    limit_pages(till, None)
    done = till.returns.return_goods(sold, {1: 2 * ONE, 2: ONE}, WRONG, token=found.token)
    assert done.return_no == till.returns.return_goods(sold, {1: ONE}, WRONG, token=found.token).return_no
    till.close()
    assert first_bad(shop) is None


def fill_the_disk(till: Till, sale_no: str) -> None:
    for _bottle in range(200):
        till.returns.return_goods(sale_no, {1: ONE}, WRONG)


def test_a_cashier_needs_another_yes_for_goods_of_another_till(till: Till, sold: str) -> None:
    till.people.sign_in("1001", "1234")
    till.permissions.approve(Act.RETURN_GOODS, MANAGER, MANAGER_PIN)
    with pytest.raises(ApprovalNeeded):
        till.returns.return_goods(sold, {1: ONE}, WRONG)
    till.permissions.approve(Act.RETURN_ELSEWHERE, MANAGER, MANAGER_PIN)
    till.returns.return_goods(sold, {1: ONE}, WRONG)


@pytest.mark.parametrize(
    ("sale_no", "refusal"),
    [
        ("S01-2-20261123-0001", SaleOfOtherTill),
        ("S02-1-20261123-0001", SaleOfOtherStore),
        ("S01-1-20261123-0099", SaleUnknown),
    ],
)
def test_offline_the_words_say_whose_sale_it_is(
    till: Till, platform: FakePlatform, sale_no: str, refusal: type[Exception]
) -> None:
    platform.online = False
    with pytest.raises(refusal):
        till.returns.find(sale_no)
    till.returns._lookup = None
    with pytest.raises(refusal):
        till.returns.find(sale_no)


def test_a_sale_that_has_not_reached_the_platform_is_said_so(till: Till) -> None:
    with pytest.raises(SaleNotAtPlatform):
        till.returns.find("S02-1-20261123-0001")


def test_a_platform_that_tells_another_sale_is_not_believed(
    till: Till, platform: FakePlatform, sold: str
) -> None:
    platform.sales["S02-1-20261123-0001"] = platform.sales[sold]
    with pytest.raises(SaleUnknown):
        till.returns.find("S02-1-20261123-0001")
