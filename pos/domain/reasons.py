"""Reasons for acts that are checked later: the shop's short list for each act, and free words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.people.permission import Act
from pos.errors.installation import PolicyWrong
from pos.errors.typed import ReasonUnreadable

REASON_CHARACTERS_MAX = 60


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons to choose from, in the order of the list. An act without any has only free words."""

    by_act: Mapping[Act, tuple[str, ...]]

    def offered(self, act: Act) -> tuple[str, ...]:
        """The reasons to choose from for an act."""
        return self.by_act.get(act, ())


def read_reason(text: str) -> str:
    """A reason as typed or chosen, in one line; it may be empty. Raises ReasonUnreadable."""
    reason = " ".join(text.split())
    if len(reason) > REASON_CHARACTERS_MAX or not reason.isprintable():
        raise ReasonUnreadable(characters_max=REASON_CHARACTERS_MAX)
    return reason


def reasons_from_data(data: object) -> Reasons:
    """Read the lists: act → reasons. Raises PolicyWrong with what is wrong."""
    if not isinstance(data, Mapping):
        raise PolicyWrong(reason="reasons must be a table")
    unknown = sorted(set(data) - {act.value for act in Act})
    if unknown:
        raise PolicyWrong(reason=f"unknown acts: {', '.join(unknown)}")
    return Reasons({Act(act): _reasons(act, listed) for act, listed in data.items()})


def _reasons(act: str, listed: object) -> tuple[str, ...]:
    if not isinstance(listed, list) or not all(isinstance(reason, str) and reason for reason in listed):
        raise PolicyWrong(reason=f"the reasons for {act} must be a list of texts")
    return tuple(read_reason(reason) for reason in listed)
