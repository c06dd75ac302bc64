"""Releases, slices and make-goods: what a till may sign, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from pos.domain.cards.lease_moves import (
    LeasePart,
    LeaseReceived,
    LeaseReleased,
    MakeGoodPaid,
    ReleaseCause,
    SealedSlice,
    UnprovenSlice,
    recall_release_id,
    slice_release_id,
)
from pos.domain.journal.record import record_from_data, record_to_data
from pos.domain.shifts.shift import make_good_number
from pos.errors.ledger import EntryWrong
from tests.strategies import CARD_NO, MONTH

PART = LeasePart("lease-1", "staple", 300)


def released(**changes: Any) -> LeaseReleased:
    told: dict[str, Any] = {
        "release_id": "release-1",
        "card_no": CARD_NO,
        "month": MONTH,
        "cause": ReleaseCause.RECALL,
        "number": 7,
        "parts": (PART,),
        "left_open": {},
    }
    return LeaseReleased(**told | changes)


SLICE = {"cause": ReleaseCause.SLICE, "number": 0, "to_till": "S01-2", "to_epoch": 1}


@pytest.mark.parametrize(
    "told",
    [
        released(),
        released(parts=()),
        released(parts=(), left_open={"staple": 300}),
        released(cause=ReleaseCause.MONTH_END, number=0),
        released(**SLICE),
    ],
)
def test_what_a_till_may_sign_away_is_read_back_as_it_was(told: LeaseReleased) -> None:
    assert record_from_data(LeaseReleased, record_to_data(told)) == told


@pytest.mark.parametrize(
    "told",
    [
        released(parts=(LeasePart("lease-1", "staple", 0),)),
        released(parts=(PART, LeasePart("lease-1", "staple", 1))),
        released(number=0),
        released(cause=ReleaseCause.MONTH_END),
        released(to_till="S01-2", to_epoch=1),
        released(**SLICE | {"to_till": None}),
        released(**SLICE | {"to_epoch": 0}),
        released(**SLICE | {"parts": ()}),
    ],
)
def test_a_release_that_contradicts_itself_is_none(told: LeaseReleased) -> None:
    with pytest.raises(EntryWrong):
        record_from_data(LeaseReleased, record_to_data(told))


def test_parts_of_one_pool_add_up() -> None:
    parts = (PART, LeasePart("lease-2", "staple", 4), LeasePart("lease-2", "vegetable", 5))

    assert released(parts=parts).by_pool() == {"staple": 304, "vegetable": 5}


HASH = "0a" * 32


@pytest.mark.parametrize(
    ("pools", "epoch", "digest", "signature"),
    [
        ({}, 1, HASH, "0b" * 64),
        ({"staple": 0}, 1, HASH, "0b" * 64),
        ({"staple": 1}, 0, HASH, "0b" * 64),
        ({"staple": 1}, 1, "0A", "0b" * 64),
        ({"staple": 1}, 1, HASH, "0b"),
    ],
)
def test_a_slice_without_goods_giver_or_proof_is_none(
    pools: dict[str, int], epoch: int, digest: str, signature: str
) -> None:
    told = LeaseReceived(
        release_id="s-1", card_no=CARD_NO, month=MONTH, from_till="S01-1", from_epoch=epoch,
        pools=pools, giver=SealedSlice(4, digest, "{}", signature, 1), introduced_by=HASH,
    )  # fmt: skip
    with pytest.raises(EntryWrong):
        record_from_data(LeaseReceived, record_to_data(told))


def test_a_slice_of_version_1_can_be_read_and_proves_nothing() -> None:
    told = UnprovenSlice(
        release_id="s-1", card_no=CARD_NO, month=MONTH, from_till="S01-1", from_epoch=1,
        pools={"staple": 1}, proof=HASH,
    )  # fmt: skip
    assert record_from_data(UnprovenSlice, record_to_data(told)) == told
    with pytest.raises(EntryWrong):
        told.newest()


def test_nobody_is_paid_nothing() -> None:
    told = MakeGoodPaid(
        slip_no="S01-1-20261123-M001", credit_id="c-1", card_no=CARD_NO, amount=0, shift_id="s", rule="r"
    )
    with pytest.raises(EntryWrong):
        record_from_data(MakeGoodPaid, record_to_data(told))


def test_ids_and_numbers_say_what_they_are_of() -> None:
    assert recall_release_id(7, CARD_NO, MONTH) == f"release-7-{CARD_NO}-{MONTH}"
    assert slice_release_id("a-1", to_till="S01-2", to_epoch=3) == "slice-S01-2-3-a-1"
    assert make_good_number("S02-1", "2026-11-23", 3) == "S02-1-20261123-M003"
