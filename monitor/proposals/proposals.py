"""Makes and decides proposals, for all kinds alike; the effect is in the transaction of the last decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from sqlalchemy import Connection
from uuid_utils import uuid7

from monitor.acts.actor import Actor
from monitor.acts.journal import note_act
from monitor.declined import Declined
from monitor.proposals import book
from monitor.proposals.kinds import Decision, Outcome, Payload, Proposal, ProposalKind, State
from pos.crypto.keys import DeviceKey

# Who may decide, by a permission: the account ids of those who could sign in and do it.
WhoMay = Callable[[Connection, str], frozenset[str]]

_DID: Final = {
    Outcome.APPROVE: "proposal.approve",
    Outcome.REFUSE: "proposal.refuse",
    Outcome.SEND_BACK: "proposal.send_back",
}
_ENDS: Final = {Outcome.REFUSE: State.REFUSED, Outcome.SEND_BACK: State.SENT_BACK}


class Proposals:
    """The mechanism with the kinds it was given."""

    def __init__(self, key: DeviceKey, kinds: Iterable[ProposalKind], who_may: WhoMay) -> None:
        """`key` is the federation's, for kinds that sign what they publish."""
        self._key = key
        every = tuple(kinds)
        self.kinds: Mapping[str, ProposalKind] = {kind.name: kind for kind in every}
        assert len(self.kinds) == len(every), "two kinds of one name"
        self._who_may = who_may

    def make(
        self,
        connection: Connection,
        actor: Actor,
        *,
        kind: str,
        subject: str,
        payload: Payload,
        reason: str,
        now_ms: int,
        based_on_version: str | None = None,
        concerns: str | None = None,
    ) -> Proposal:
        """Store a proposal. `concerns` is the account it is about, who may not decide. Raises Declined.

        A kind that knows by itself whom its payload is about is asked first.
        """
        known = self._kind(kind)
        self._permit(actor, known.may_make)
        self._not_frozen(connection, known, now_ms)
        needed = known.decisions_needed(payload)
        if needed < 1:
            raise Declined("proposal.needs_nobody", "这类事项至少要由另一人复核，不能一人办成")
        known.check(connection, payload, now_ms)
        self._fresh(connection, known, payload, based_on_version)
        concerns = known.concerns(connection, payload) or concerns
        others = self._who_may(connection, known.may_decide) - {actor.account_id, concerns}
        if len(others) < needed:
            raise Declined(
                "proposal.too_few_people",
                f"需要 {needed} 位别的同事同意，现在能办的只有 {len(others)} 位；请先请管理员授权",
            )
        proposal = Proposal(
            proposal_id=str(uuid7()),
            kind=kind,
            subject=subject,
            payload=payload,
            made_by=actor.account_id,
            made_ms=now_ms,
            reason=reason,
            concerns=concerns,
            based_on_version=based_on_version,
            needed=needed,
            expires_ms=now_ms + known.lifetime_ms,
            state=State.PENDING,
            version=1,
            ended_ms=None,
        )
        book.keep(connection, proposal)
        note_act(
            connection,
            actor,
            what="proposal.make",
            subject=f"proposal:{proposal.proposal_id}",
            at_ms=now_ms,
            facts={"kind": kind},
        )
        return proposal

    def decide(
        self,
        connection: Connection,
        actor: Actor,
        proposal_id: str,
        *,
        outcome: Outcome,
        reason: str,
        version: int,
        now_ms: int,
    ) -> Proposal:
        """Store a decision, and with the last that is needed do it. Raises Declined, with nothing done."""
        proposal, kind = self._open(connection, proposal_id, version=version, now_ms=now_ms)
        self._permit(actor, kind.may_decide)
        self._another_person(actor, proposal)
        self._not_frozen(connection, kind, now_ms)
        if outcome is not Outcome.APPROVE and not reason.strip():
            raise Declined("proposal.reason_missing", "退回或不同意时请写明原因，经办人要看得懂")
        if outcome is Outcome.APPROVE:
            self._fresh(connection, kind, proposal.payload, proposal.based_on_version)
        book.add_decision(
            connection, proposal_id, Decision(actor.account_id, outcome, reason.strip(), now_ms)
        )
        is_last = outcome is Outcome.APPROVE and proposal.approvals + 1 >= proposal.needed
        state = State.APPLIED if is_last else _ENDS.get(outcome, State.PENDING)
        if not book.move(connection, proposal, state, at_ms=now_ms):
            raise _gone()
        if is_last:
            kind.apply(connection, self._key, proposal, now_ms)
        self._note(connection, actor, _DID[outcome], proposal, now_ms)
        return self._found(connection, proposal_id)

    def withdraw(
        self, connection: Connection, actor: Actor, proposal_id: str, *, version: int, now_ms: int
    ) -> None:
        """Its maker takes it back. Raises Declined."""
        proposal, _kind = self._open(connection, proposal_id, version=version, now_ms=now_ms)
        if proposal.made_by != actor.account_id:
            raise Declined("proposal.not_yours", "只有经办人自己可以撤回", status=403)
        if not book.move(connection, proposal, State.WITHDRAWN, at_ms=now_ms):
            raise _gone()
        self._note(connection, actor, "proposal.withdraw", proposal, now_ms)

    def expire(self, connection: Connection, *, now_ms: int) -> int:
        """End the proposals whose time is over; return how many. Until then `decide` declines them too."""
        over = [
            each for each in book.listed(connection, [State.PENDING]) if now_ms >= each.expires_ms
        ]  # The page shows at most as many as are looked through here.
        return sum(book.move(connection, each, State.EXPIRED, at_ms=now_ms) for each in over)

    def why_not(self, connection: Connection, actor: Actor, proposal: Proposal, *, now_ms: int) -> str | None:
        """The words of why this person cannot decide now; None when they can. For the page."""
        kind = self._kind(proposal.kind)
        try:
            self._pending(proposal, now_ms)
            self._permit(actor, kind.may_decide)
            self._another_person(actor, proposal)
            self._not_frozen(connection, kind, now_ms)
        except Declined as declined:
            return declined.words
        return None

    def _open(
        self, connection: Connection, proposal_id: str, *, version: int, now_ms: int
    ) -> tuple[Proposal, ProposalKind]:
        proposal = self._found(connection, proposal_id, locked=True)
        self._pending(proposal, now_ms)
        if proposal.version != version:
            raise _gone()
        return proposal, self._kind(proposal.kind)

    def _found(self, connection: Connection, proposal_id: str, *, locked: bool = False) -> Proposal:
        proposal = book.find(connection, proposal_id, locked=locked)
        if proposal is None:
            raise Declined("proposal.unknown", "没有这项申请", status=404)
        return proposal

    def _kind(self, name: str) -> ProposalKind:
        kind = self.kinds.get(name)
        if kind is None:
            raise Declined("proposal.kind_unknown", "本平台不认识这类申请，请先升级平台")
        return kind

    def _pending(self, proposal: Proposal, now_ms: int) -> None:
        if proposal.state is not State.PENDING:
            raise _gone()
        if now_ms >= proposal.expires_ms:
            raise Declined("proposal.expired", "这项申请已过期，请经办人重新提交")

    def _permit(self, actor: Actor, permission: str) -> None:
        if not actor.may(permission):
            raise Declined("proposal.not_permitted", "您的角色不办这件事，请找有权限的同事", status=403)

    def _another_person(self, actor: Actor, proposal: Proposal) -> None:
        """Say kindly what the database would refuse anyway."""
        if proposal.made_by == actor.account_id:
            raise Declined("proposal.own", "自己提交的申请要由别人复核", status=403)
        if proposal.concerns == actor.account_id:
            raise Declined("proposal.concerns_you", "与您本人有关的申请要由别人复核", status=403)
        if any(each.decided_by == actor.account_id for each in proposal.decisions):
            raise Declined("proposal.decided_before", "您已经表过态，还要等别的同事")

    def _not_frozen(self, connection: Connection, kind: ProposalKind, now_ms: int) -> None:
        freeze = None if kind.goes_on_in_a_freeze else book.freeze_of(connection, now_ms=now_ms)
        if freeze is not None:
            raise Declined("proposal.frozen", f"{freeze.to_date} 以前暂停办理（{freeze.reason}）")

    def _fresh(
        self, connection: Connection, kind: ProposalKind, payload: Payload, based_on: str | None
    ) -> None:
        if kind.version_now(connection, payload) != based_on:
            raise Declined("proposal.stale", "提交以后原来的内容已被改动，请看过新内容再重新提交")

    def _note(self, connection: Connection, actor: Actor, what: str, proposal: Proposal, now_ms: int) -> None:
        note_act(
            connection,
            actor,
            what=what,
            subject=f"proposal:{proposal.proposal_id}",
            at_ms=now_ms,
            facts={"kind": proposal.kind},
        )


def _gone() -> Declined:
    return Declined("proposal.decided", "这项申请刚才已经有了结果或变化，请刷新后再看；这一次点击没有生效")
