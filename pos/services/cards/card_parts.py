"""Builds what a till has to do with cards: looking them up, asking for their rights, letting them go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pos.domain.programme.programme import Programme
from pos.ledger.drafts import Drafts
from pos.ledger.goods.catalogue import Catalogue
from pos.services.cards.asking import CardAsks
from pos.services.cards.card_desk import CardDesk
from pos.services.cards.card_proof import CardProofs
from pos.services.cards.neighbour_slices import NeighbourSlices
from pos.services.cards.releasing import LeaseReleases
from pos.services.cards.rights import CardRights
from pos.services.clock import Ids
from pos.services.counter.recorder import Recorder
from pos.services.fencing.fence import Fence
from pos.services.fencing.freshness import Freshness
from pos.services.fencing.month_watch import MonthWatch
from pos.services.installation.identity import Identity


@dataclass(frozen=True, slots=True)
class CardParts:
    """The desk, what may be spent, who signs it away or takes it from a neighbour, and who asks."""

    desk: CardDesk
    rights: CardRights
    releases: LeaseReleases
    slices: NeighbourSlices
    asks: CardAsks


def card_parts(
    catalogue: Catalogue,
    recorder: Recorder,
    drafts: Drafts,
    identity: Identity,
    default_programme: Programme,
    fence: Fence,
    freshness: Freshness,
    months: MonthWatch,
    *,
    ids: Ids,
    tell: Callable[[], None],
) -> CardParts:
    """All of them, for one ledger. `tell`: there is news for the open sale."""
    rights = CardRights(recorder.ledger, drafts, default_programme)
    issuer = identity.card_issuer
    proofs = CardProofs(recorder, identity.federation_key, issuer)
    desk = CardDesk(catalogue, recorder, default_programme, issuer, fence, freshness, months, proofs, rights)
    releases = LeaseReleases(recorder.ledger, recorder.clock, rights, lambda: desk.fenced)
    slices = NeighbourSlices(
        recorder.ledger,
        catalogue,
        recorder.clock,
        rights,
        lambda: desk.fenced,
        till_id=identity.till_id,
    )
    asks = CardAsks(recorder.clock, ids, tell)
    return CardParts(desk, rights, releases, slices, asks)
