"""A return that is not finished: its sale, what was asked for, and what it still waits for. Frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos.domain.people.permission import Act, Permit
from pos.domain.people.staff import Staff
from pos.domain.quantity import Thousandths
from pos.domain.returns.mirror import ReturnedBefore
from pos.domain.selling.sale import SaleFacts


@dataclass(frozen=True, slots=True)
class Found:
    """A sale with its returns, and whether another till's ledger has it.

    `dropped` are promises of the platform to us, by the return's id, that did not become a return here and
    no slip waits for: they count as not given, and are withdrawn with the next one.
    """

    facts: SaleFacts
    at_ms: int
    cashier: str
    elsewhere: bool
    before: ReturnedBefore
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnAsked:
    """A return as it was asked for. Its permit stays valid until the same person says that it is done."""

    entry_id: str
    act: Act
    wanted: Mapping[int, Thousandths]
    reason: str
    asker: Staff


@dataclass(frozen=True, slots=True)
class Waiting:
    """A return that is permitted and waits for an answer.

    It waits for a person's word that the phone's money is back, or for the selling till's release.
    """

    asked: ReturnAsked
    found: Found
    permit: Permit
    released: bool
