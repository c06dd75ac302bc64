"""The open basket and the held sales survive whatever ends the program; the shop opens in any case."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.goods.goods import SoldBy
from pos.domain.paying.tender import Tender, TenderKind, TenderState
from pos.domain.paying.tender_method import TenderMethod
from pos.domain.selling.basket import LINES_MAX, Basket, BasketLine, MoneyAsked, Origin
from pos.errors.ledger import LedgerUnwritable
from pos.errors.selling import HoldUnknown
from pos.ledger.drafts import Drafts, HeldSale, recover_draft
from pos.ledger.sqlite import connect
from tests.ledger.counter import CARD, DATE, Counter, lines

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
amounts = st.integers(0, 99_999_999)
basket_lines = st.builds(
    BasketLine,
    number=st.integers(1, LINES_MAX), code=texts, name=texts, unit=texts, category=texts,
    sold_by=st.sampled_from(SoldBy), unit_price=amounts, quantity=st.integers(1, 9_999_000),
    amount=st.none() | amounts, barcode=texts, origin=st.sampled_from(Origin),
)  # fmt: skip
cards = st.builds(
    BasketCard, card_no=texts, masked_name=texts, month=texts, state=st.sampled_from(BenefitState)
)
tenders = st.builds(
    Tender,
    kind=st.sampled_from(TenderKind), amount=amounts, state=st.sampled_from(TenderState),
    reference_tail=texts,
)  # fmt: skip
baskets = st.builds(
    Basket,
    sale_id=texts, business_date=texts, opened_at_ms=st.integers(0, 2**45),
    lines=st.lists(basket_lines, max_size=3).map(tuple), card=st.none() | cards,
    subsidy_limit=st.none() | amounts, next_quantity=st.none() | st.integers(1, 9_999_000),
    tenders=st.lists(tenders, max_size=3).map(tuple), paying=st.booleans(),
)  # fmt: skip


def basket_of(sale_id: str, count: int = 2) -> Basket:
    return Basket(sale_id=sale_id, business_date=DATE, opened_at_ms=1, lines=lines(count))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(basket=baskets)
def test_a_basket_comes_back_exactly_as_it_was(tmp_path: Path, basket: Basket) -> None:
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        drafts.save(basket)
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        assert drafts.load() == basket


def test_the_last_basket_counts(tmp_path: Path) -> None:
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        assert drafts.load() is None
        drafts.save(basket_of("one"))
        drafts.save(basket_of("two", LINES_MAX))
        assert drafts.load() == basket_of("two", LINES_MAX)
        drafts.clear()
        assert drafts.load() is None
        drafts.clear()


def test_what_was_saved_is_there_without_closing(tmp_path: Path) -> None:
    """A killed program closes nothing; what it wrote is read by the next one."""
    first = Drafts(tmp_path / "draft.db")
    first.save(basket_of("one"))
    with closing(Drafts(tmp_path / "draft.db")) as second:
        assert second.load() == basket_of("one")
    first.close()


def test_held_sales_wait_in_order_and_survive(tmp_path: Path) -> None:
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        assert drafts.held() == ()
        one = drafts.hold(basket_of("one"), at_ms=10, by="1001")
        two = drafts.hold(basket_of("two"), at_ms=20, by="1002")
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        assert drafts.held() == (one, two)
        assert one == HeldSale(1, basket_of("one"), 10, "1001")
        assert two.number == 2


def test_a_basket_is_either_open_or_held(tmp_path: Path) -> None:
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        drafts.save(basket_of("one"))
        held = drafts.hold(basket_of("one"), at_ms=1, by="1001")
        assert drafts.load() is None
        drafts.save(basket_of("two"))
        drafts.hold(basket_of("other"), at_ms=1, by="1001")
        assert drafts.load() == basket_of("two")
        assert drafts.take(held.number) == basket_of("one")
        assert drafts.load() == basket_of("one")
        assert [each.basket.sale_id for each in drafts.held()] == ["other"]


def test_a_held_sale_is_taken_once(tmp_path: Path) -> None:
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        number = drafts.hold(basket_of("one"), at_ms=1, by="1001").number
        drafts.take(number)
        for unknown in (number, 99):
            with pytest.raises(HoldUnknown) as raised:
                drafts.take(unknown)
            assert raised.value.facts["number"] == unknown


def test_a_basket_that_cannot_be_read_is_kept_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "draft.db"
    with closing(Drafts(path)) as drafts:
        drafts.save(basket_of("one"))
        drafts.hold(basket_of("two"), at_ms=1, by="1001")
        drafts.hold(basket_of("three"), at_ms=1, by="1001")
    with closing(connect(path)) as connection:
        connection.execute("UPDATE draft SET basket = x'81a161'")
        connection.execute("UPDATE held SET basket = x'c1' WHERE number = 1")
    with closing(Drafts(path)) as drafts:
        assert drafts.load() is None
        assert drafts.load() is None
        assert [each.basket.sale_id for each in drafts.held()] == ["three"]
        with pytest.raises(HoldUnknown):
            drafts.take(1)
        kept = sorted(file.name for file in drafts.set_aside)
        assert kept == ["draft.db.draft.unreadable-1", "draft.db.held-1.unreadable-1"]
        assert {file.read_bytes() for file in drafts.set_aside} == {b"\x81\xa1a", b"\xc1"}


def test_a_basket_of_the_release_before_comes_back_with_its_kinds_of_other(tmp_path: Path) -> None:
    """They had their id under another name; an update in the middle of a sale loses nothing."""
    method = TenderMethod("voucher", "消费券", "A-77")
    tender = Tender(TenderKind.OTHER, 500, confirmed_by="1001", method=method)
    asked = MoneyAsked(TenderKind.OTHER, 100, method=method)
    basket = replace(basket_of("one"), tenders=(tender, Tender(TenderKind.CASH, 100)), asked=asked)
    then = msgspec.msgpack.decode(msgspec.msgpack.encode(basket))
    for told in (then["tenders"][0]["method"], then["asked"]["method"]):
        told["method_id"] = told.pop("id")
    path = tmp_path / "draft.db"
    with closing(Drafts(path)) as drafts:
        drafts.save(basket)
    with closing(connect(path)) as connection:
        connection.execute("UPDATE draft SET basket = ?", (msgspec.msgpack.encode(then),))
    with closing(Drafts(path)) as drafts:
        assert drafts.load() == basket
        assert drafts.set_aside == []


def test_a_held_sale_that_cannot_be_read_is_kept_when_it_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "draft.db"
    with closing(Drafts(path)) as drafts:
        number = drafts.hold(basket_of("two"), at_ms=1, by="1001").number
        with closing(connect(path)) as connection:
            connection.execute("UPDATE held SET basket = x'c1'")
        with pytest.raises(HoldUnknown):
            drafts.take(number)
        assert [file.read_bytes() for file in drafts.set_aside] == [b"\xc1"]
        assert drafts.held() == ()


@pytest.mark.parametrize("content", [b"rubbish", b"SQLite format 3\0" + bytes(4_000), b"x" * 9_000])
def test_a_file_that_cannot_be_read_is_set_aside_and_the_shop_opens(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "draft.db"
    path.write_bytes(content)
    with closing(Drafts(path)) as drafts:
        assert drafts.load() is None
        drafts.save(basket_of("one"))
        (aside,) = drafts.set_aside
        assert aside.read_bytes() == content
    path.write_bytes(content)
    with closing(Drafts(path)) as drafts:
        assert [file.name for file in drafts.set_aside] == ["draft.db.unreadable-2"]


def test_tables_of_another_program_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "draft.db"
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE draft (something TEXT)")
    with closing(Drafts(path)) as drafts:
        drafts.save(basket_of("one"))
        assert drafts.load() == basket_of("one")
        assert len(drafts.set_aside) == 1


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with closing(Drafts(tmp_path / "draft.db")) as drafts:
        drafts.save(basket_of("one"))
        drafts._connection.execute("PRAGMA query_only = ON")
        for act in (
            lambda: drafts.save(basket_of("two")),
            drafts.clear,
            lambda: drafts.hold(basket_of("two"), at_ms=1, by="x"),
        ):
            with pytest.raises(LedgerUnwritable):
                act()
        assert drafts.load() == basket_of("one")
        drafts._connection.execute("PRAGMA query_only = OFF")
        drafts.save(basket_of("two"))


def test_several_threads_may_save(tmp_path: Path) -> None:
    with closing(Drafts(tmp_path / "draft.db")) as drafts:

        def save(name: str) -> None:
            for _turn in range(50):
                drafts.save(basket_of(name))

        threads = [threading.Thread(target=save, args=(name,)) for name in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        basket = drafts.load()
        assert basket is not None
        assert basket in (basket_of("one"), basket_of("two"))


def test_the_disk_is_synced_in_idle_time_only(tmp_path: Path) -> None:
    now = 100.0
    with closing(Drafts(tmp_path / "draft.db", monotonic=lambda: now)) as drafts:
        assert not drafts.checkpoint_if_idle()
        drafts.save(basket_of("one"))
        assert not drafts.checkpoint_if_idle()
        now += 5
        assert [drafts.checkpoint_if_idle() for _turn in range(2)] == [True, False]
        drafts.save(basket_of("two"))
        assert drafts.checkpoint_if_idle(idle_ms=0)


def test_the_basket_of_a_sale_that_was_committed_is_not_offered_again(counter: Counter) -> None:
    with closing(Drafts(counter.folder / "draft.db")) as drafts:
        assert recover_draft(counter.ledger, drafts) is None
        basket = replace(counter.basket(2, card_no=CARD), sale_id="open")
        drafts.save(basket)
        assert recover_draft(counter.ledger, drafts) == basket
        assert drafts.load() == basket
        sealed = counter.sell(2)
        drafts.save(replace(basket, sale_id=sealed.entry_id))
        assert recover_draft(counter.ledger, drafts) is None
        assert drafts.load() is None
