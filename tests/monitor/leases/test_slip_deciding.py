"""When a make-good slip can be decided: who is waited for, whose rest is recalled, and nothing over."""

from __future__ import annotations

from monitor.leases.allocator import Holder
from monitor.leases.slip_deciding import Standing, Waiting, decide_slip
from pos.domain.money import Fen
from pos.domain.programme.programme import PoolId
from pos.domain.selling.make_good import CameBack, Due, NotDue
from tests.domain.selling.test_make_good import sold
from tests.domain.selling.test_quote import PROGRAMME

SOLD_MS = 1_000_000
KEEPER, OTHER = Holder("S02", "S02-1", 1), Holder("S03", "S03-1", 1)
SALE = sold("蔬菜", 1000)  # 400 fen too much, when all of it is covered.


def decided(
    *standings: Standing, free: dict[PoolId, Fen], returned: dict[int, CameBack] | None = None
) -> Waiting | Due | NotDue:
    return decide_slip(
        SALE, PROGRAMME, sold_at_ms=SOLD_MS, free=free, standings=standings, returned=returned or {}
    )


def holds(holder: Holder, vegetable: Fen, *, heard: bool, is_retired: bool = False) -> Standing:
    return Standing(holder, {"vegetable": vegetable}, SOLD_MS + heard, is_retired)


def test_a_till_that_was_not_heard_since_the_sale_is_waited_for() -> None:
    away = holds(KEEPER, 5000, heard=False)

    assert decided(away, holds(OTHER, 1, heard=True), free={"vegetable": 9000}) == Waiting(unheard=(KEEPER,))


def test_what_a_heard_till_still_holds_is_recalled_before_it_is_counted() -> None:
    assert decided(holds(KEEPER, 5000, heard=True), free={"vegetable": 250}) == Waiting(recall=(KEEPER,))
    assert decided(free={"vegetable": 5250}) == Due(400, {"vegetable": 1000})


def test_nobody_is_asked_when_what_is_free_is_enough() -> None:
    found = decided(holds(KEEPER, 5000, heard=True), free={"vegetable": 1000})

    assert found == Due(400, {"vegetable": 1000})


def test_nobody_is_asked_for_a_pool_that_the_goods_do_not_need() -> None:
    staple = Standing(KEEPER, {"staple": 5000}, SOLD_MS + 1)

    assert decided(staple, free={"vegetable": 250}) == Due(100, {"vegetable": 250})


def test_a_till_with_nothing_left_is_not_waited_for() -> None:
    assert decided(holds(KEEPER, 0, heard=False), free={"vegetable": 250}) == Due(100, {"vegetable": 250})


def test_a_retired_till_is_neither_waited_for_nor_is_its_rest_free() -> None:
    dead = holds(KEEPER, 5000, heard=False, is_retired=True)

    assert decided(dead, free={"vegetable": 250}) == Due(100, {"vegetable": 250})
    assert decided(dead, free={}) is NotDue.USED_UP


def test_a_slip_whose_goods_came_back_waits_for_nobody() -> None:
    away = holds(KEEPER, 5000, heard=False)

    assert decided(away, free={}, returned={1: CameBack(1000, 1000)}) is NotDue.RETURNED
