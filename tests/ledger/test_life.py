"""Whatever a till does in whatever order, the ledger verifies, and the sums are those of its sales."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.domain.journal.entries import EntryKind
from pos.domain.sums import Sums
from pos.errors.ledger import EntryWrong
from pos.ledger.drafts import Drafts, recover_draft
from pos.ledger.schema.rebuild import rebuild
from pos.ledger.verifying.verify import verify_ledger
from tests.ledger.counter import CARD, DATE, Counter
from tests.small_entries import REPRINTED

OTHER_CARD = "6201000000000021"
cards = st.sampled_from([None, CARD, OTHER_CARD])
small_pools = st.fixed_dictionaries(
    {name: st.integers(0, 900) for name in ("vegetable", "staple", "subsidy")}
)
steps = st.one_of(
    st.tuples(st.just("sell"), cards, st.integers(1, 4)),
    st.tuples(st.just("grant"), st.sampled_from([CARD, OTHER_CARD]), small_pools),
    st.tuples(st.just("drop"), st.none(), st.none()),
    st.tuples(st.just("restart"), st.none(), st.none()),
    st.tuples(st.just("rest"), st.none(), st.none()),
    st.tuples(st.just("rebuild"), st.none(), st.none()),
    st.tuples(st.just("again"), st.none(), st.none()),
    st.tuples(st.just("acknowledge"), st.none(), st.none()),
)


@settings(max_examples=25)
@given(life=st.lists(steps, max_size=14))
def test_a_life_of_a_till(life: list[tuple[str, str | None, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        counter = Counter(Path(folder))
        counter.adopt()
        counter.open_shift()
        expected, grants = Sums(entries=2), 0
        for step, card_no, what in life:
            if step == "sell":
                assert isinstance(what, int)
                totals = counter.facts(counter.basket(what, card_no=card_no)).totals
                counter.sell(what, card_no=card_no)
                expected = expected.plus(
                    Sums(1, 1, totals.market, totals.discount, totals.subsidy, totals.payable)
                )
            elif step == "grant":
                assert isinstance(what, dict)
                assert card_no is not None
                grants += 1
                counter.grant(card_no=card_no, lease_id=f"L{grants}", number=grants, pools=what)
                with suppress(EntryWrong):
                    counter.grant(card_no=card_no, lease_id=f"L{grants}", number=grants, pools=what)
                expected = expected.plus(Sums(entries=1))
            elif step == "drop":
                dropped = {"sale_id": "s", "code": "1", "name": "x", "quantity": 1, "market": 1}
                dropped |= {"after_total": False, "rule": None}
                counter.ledger.append(counter.new(EntryKind.LINE_DROPPED, dropped))
                expected = expected.plus(Sums(entries=1))
            elif step == "again":
                new = counter.new(EntryKind.RECEIPT_REPRINTED, REPRINTED)
                assert counter.ledger.append(new) == counter.ledger.append(new)
                expected = expected.plus(Sums(entries=1))
            elif step == "acknowledge":
                counter.ledger.acknowledge(*counter.ledger.head(), b"signed", counter.now_ms)
            elif step == "rest":
                counter.ledger.checkpoint_if_idle(idle_ms=0)
            else:
                counter.ledger.close()
                if step == "rebuild":
                    assert rebuild(counter.path) == expected.entries
                counter.open()
        head, head_hash = counter.ledger.head()
        assert counter.ledger.sums_upto(head) == expected
        assert counter.ledger.sales_on(DATE) == expected.sales
        report = verify_ledger(counter.path, public_key=counter.key.public_key)
        assert (report.first_bad, report.sums, report.head_hash) == (None, expected, head_hash)
        counter.ledger.close()


def test_a_day_with_baskets_that_are_recovered_and_held(counter: Counter) -> None:
    drafts = Drafts(counter.folder / "draft.db")
    open_basket = counter.basket(2, card_no=CARD, sale_id="first")
    drafts.save(open_basket)
    assert recover_draft(counter.ledger, drafts) == open_basket
    held = drafts.hold(open_basket, at_ms=1, by="1001")
    counter.sell(1)
    drafts.clear()
    assert drafts.take(held.number) == open_basket
    drafts.close()
