"""Payments of which the till does not know whether they came, beside the channel's bill."""

from __future__ import annotations

from dataclasses import replace

from pos.domain.settlement.three_way import Ground, Standing, Verdict
from tests.domain.settlement.test_settlement import billed, only, paid, settled


def test_an_unclear_payment_finds_the_row_that_is_probably_its_own_and_stays_a_question() -> None:
    unclear = replace(paid("P1", by_person=True), standing=Standing.UNKNOWN)
    found = settled([unclear], [billed("X77", minutes=1)])

    assert (only(found).verdict, only(found).ground) == (Verdict.UNKNOWN, Ground.AMOUNT_AND_TIME)
    assert (only(found).ours, len(only(found).theirs)) == ((unclear,), 1)


def test_what_was_confirmed_takes_the_row_before_what_is_unclear_and_is_not_called_the_only_one() -> None:
    unclear = replace(paid("P1", by_person=True), standing=Standing.UNKNOWN)
    confirmed = paid("P2", minutes=2, by_person=True)
    found = settled([unclear, confirmed], [billed("X1", minutes=1)])

    verdicts = {row.ours[0].movement_id: (row.verdict, row.ground) for row in found.matchings}
    assert verdicts == {
        unclear.movement_id: (Verdict.UNKNOWN, Ground.NONE),
        confirmed.movement_id: (Verdict.MATCHED, Ground.AMOUNT_IN_ORDER),
    }
