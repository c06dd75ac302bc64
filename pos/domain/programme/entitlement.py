"""What a card may use in a month when parts of the programme roll over. Pure; who leases it decides when.

A month is closed for a pool of a card when no till may spend of it any more: each has used up what it was
leased or has released the rest, signed. Only what is proven left then is added to the next month (DESIGN 5:
rights move only by a signed release), so an open month adds nothing yet, and a later one never takes away.
"""

from __future__ import annotations

from collections.abc import Mapping

from pos.domain.calendar import Month
from pos.domain.money import Fen
from pos.domain.programme.programme import MONTH_FEN_MAX, SUBSIDY, PoolId, Programme


def entitlement(
    programme: Programme, month: Month, left_last_month: Mapping[PoolId, Fen]
) -> dict[PoolId, Fen]:
    """What one card may use in `month`, by pool, in fen.

    `programme` is the one in force in the month; it says which pools take over a rest. `left_last_month`
    is what the closed month before left unused, with what had rolled over to that month; empty while it
    is not closed. A rest of a pool that is no more, or that does not roll over, ends with its month.
    """
    assert programme.effective_from <= f"{month}-31", f"{programme.version} has not begun in {month}"
    rolls = {pool.pool_id for pool in programme.pools if pool.rolls_over}
    if programme.subsidy.rolls_over:
        rolls.add(SUBSIDY)
    whole = programme.entitlement()
    for pool_id in rolls:
        rest = left_last_month.get(pool_id, 0)
        assert rest >= 0, f"{pool_id} was overdrawn by {-rest} fen"
        whole[pool_id] = min(MONTH_FEN_MAX, whole[pool_id] + rest)
    return whole


def rolls_over(programme: Programme) -> bool:
    """Whether anything of a month is added to the next under this programme."""
    return programme.subsidy.rolls_over or any(pool.rolls_over for pool in programme.pools)
