"""Says what a proposal is, where it stands and what it still needs. Figures in, Chinese out; no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.acts.actor import COMMAND_LINE, PLATFORM
from monitor.proposals.kinds import Decision, Outcome, Proposal, State
from monitor.web.figures import Said
from pos.domain.calendar import shanghai

_STATES: Final[Mapping[State, Said]] = {
    State.PENDING: Said("待复核", "warn"),
    State.APPLIED: Said("已办成", "good"),
    State.REFUSED: Said("未同意", "bad"),
    State.SENT_BACK: Said("已退回", "warn"),
    State.EXPIRED: Said("已过期"),
    State.WITHDRAWN: Said("已撤回"),
}
_OUTCOMES: Final[Mapping[Outcome, Said]] = {
    Outcome.APPROVE: Said("同意", "good"),
    Outcome.REFUSE: Said("不同意", "bad"),
    Outcome.SEND_BACK: Said("退回", "warn"),
}
_NO_PERSON: Final = {each.account_id: each.name for each in (COMMAND_LINE, PLATFORM)}


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in the list. `is_mine_to_decide`: whoever looks can say yes or no now."""

    proposal_id: str
    title: str
    about: str
    maker: str
    made: str
    progress: str
    state: Said
    until: str
    is_mine_to_decide: bool


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What one person said."""

    who: str
    outcome: Said
    reason: str
    at: str


def state_words(proposal: Proposal, *, now_ms: int) -> Said:
    """Where it stands; one whose time is over is over, though nobody has noted it yet."""
    is_over = proposal.state is State.PENDING and now_ms >= proposal.expires_ms
    return _STATES[State.EXPIRED if is_over else proposal.state]


def progress_words(proposal: Proposal) -> str:
    """`1 / 2`: how many agreed, of how many."""
    return f"{proposal.approvals} / {proposal.needed}"


def decision_lines(decisions: Sequence[Decision], names: Mapping[str, str]) -> list[DecisionLine]:
    """What was said, the first first."""
    return [
        DecisionLine(
            person_words(each.decided_by, names), _OUTCOMES[each.outcome], each.reason, clock(each.at_ms)
        )
        for each in decisions
    ]


def needed_words(proposal: Proposal, who: Sequence[str], *, now_ms: int) -> str:
    """What it still needs, and who could do it; empty when nothing is needed any more."""
    if proposal.state is not State.PENDING or now_ms >= proposal.expires_ms:
        return ""
    left = proposal.needed - proposal.approvals
    people = f"现在能办的：{'、'.join(who)}" if who else "现在没有人能办，请找系统管理员开通账号"
    return f"还要 {left} 位别的同事同意。{people}"


def person_words(account_id: str, names: Mapping[str, str]) -> str:
    """Somebody's name; a command and the platform have theirs."""
    return names.get(account_id) or _NO_PERSON.get(account_id, "已不在名册的账号")


def clock(at_ms: int) -> str:
    """An instant in Shanghai, to the minute."""
    return f"{shanghai(at_ms):%Y-%m-%d %H:%M}"
