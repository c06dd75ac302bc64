"""People of a small federation who propose and agree; each test gives them a platform that knows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from monitor.acts.actor import Actor
from monitor.platform import Platform
from monitor.proposals.kinds import Outcome, Payload, Proposal, ProposalKind
from monitor.proposals.proposals import Proposals


def person(name: str) -> Actor:
    """Somebody who may do everything that has a proposal."""
    kinds = ("retire", "programme", "month", "list", "card", "person")
    return Actor(
        f"a-{name}", name, ("checker",), frozenset(f"{k}.{v}" for k in kinds for v in ("make", "decide"))
    )


MING, HUA, LAN = person("ming"), person("hua"), person("lan")


def staffed(platform: Platform) -> Platform:
    """The same platform with three people who may decide."""
    people = frozenset(each.account_id for each in (MING, HUA, LAN))
    kinds = platform.proposals.kinds.values()
    return replace(platform, proposals=Proposals(platform.key, kinds, lambda _c, _p: people))


def propose(
    platform: Platform, kind: ProposalKind, payload: Payload, *, actor: Actor = MING, **more: Any
) -> Proposal:
    """Propose something on what is stored now."""
    now_ms = platform.clock.now_ms()
    return platform.store.write(
        lambda c: platform.proposals.make(
            c,
            actor,
            kind=kind.name,
            subject=more.get("subject", kind.name),
            payload=payload,
            reason="试",
            based_on_version=more.get("based_on", kind.version_now(c, payload)),
            now_ms=now_ms,
        )
    )


def agree(platform: Platform, proposal: Proposal, *actors: Actor) -> Proposal:
    """Have people agree, one after another."""
    for actor in actors:
        proposal = agree_one(platform, proposal, actor)
    return proposal


def agree_one(platform: Platform, proposal: Proposal, actor: Actor) -> Proposal:
    """Have one person agree."""
    now_ms = platform.clock.now_ms()
    return platform.store.write(
        lambda c: platform.proposals.decide(
            c,
            actor,
            proposal.proposal_id,
            outcome=Outcome.APPROVE,
            reason="",
            version=proposal.version,
            now_ms=now_ms,
        )
    )
