"""Interfaces of what the services need from outside; `pos.bootstrap` connects the real parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pos.domain.money import Fen
from pos.domain.programme.contribution import Contribution
from pos.domain.quantity import Thousandths
from pos.services.counter.state import SyncView


class SyncControl(Protocol):
    """The till's side of syncing. Only `pos.bootstrap` knows who does it."""

    def view(self) -> SyncView:
        """The light as it is now."""
        ...

    def sync_now(self) -> SyncView:
        """Do one round and wait for it."""
        ...

    def poke(self) -> None:
        """There is something new to send."""
        ...

    def stop(self) -> None:
        """End cleanly."""
        ...


@dataclass(frozen=True, slots=True)
class PlatformDay:
    """What the platform has of one till and one business date. Amounts in fen, net of returns.

    `entries` counts the date's journal entries of every kind; `last_sequence` and `head_hash` are
    of the last of them (0 and nothing when there is none). `late_sales`: sales that reached the
    platform long after they were made. `contribution`: the last published figure, if any.
    """

    entries: int
    payable: Fen
    discount: Fen
    subsidy: Fen
    last_sequence: int
    head_hash: bytes
    late_sales: int = 0
    contribution: Contribution | None = None
    rounding: Fen = 0
    made_good: Fen = 0  # Make-goods handed out.


class DayLookup(Protocol):
    """Asks the platform for its figures of this till. Only `pos.bootstrap` knows who does it."""

    def day(self, business_date: str) -> PlatformDay:
        """What the platform has of this till's date. Waits for the answer; safe from any thread.

        Raises MonitorUnreachable, MonitorRefused, MonitorLied.
        """
        ...


class NoSync:
    """A till that cannot sync: it sells the same.

    Without a platform, or one the platform does not know yet; with `pending` there is one, but
    it cannot be asked, and the light says how many entries wait for it.
    """

    def __init__(self, problem: str | None, *, pending: Callable[[], int] | None = None) -> None:
        self._problem = problem
        self._pending = pending

    def view(self) -> SyncView:
        """Not connected, and why."""
        return SyncView(
            configured=self._pending is not None,
            connected=False,
            pending=0 if self._pending is None else self._pending(),
            since_ms=None,
            problem=self._problem,
        )

    def sync_now(self) -> SyncView:
        """Does nothing: there is no platform."""
        return self.view()

    def poke(self) -> None:
        """Nothing to do."""

    def stop(self) -> None:
        """Nothing to stop."""


@dataclass(frozen=True, slots=True)
class Promised:
    """Goods that this till has a permit to take back: thousandths by line number, fen by way of paying."""

    quantities: Mapping[int, Thousandths]
    refunded: Mapping[str, Fen]


@dataclass(frozen=True, slots=True)
class SaleElsewhere:
    """A sale of another ledger, as the platform keeps it: its entry's exact bytes, and what came back.

    `returned` are thousandths by line number, `refunded` fen by way of paying. `own` is the part of both
    that is promised to this till, by the id of the return's entry: whether it came back, our ledger knows.
    """

    payload: bytes
    returned: Mapping[int, Thousandths]
    refunded: Mapping[str, Fen]
    own: Mapping[str, Promised] = field(default_factory=dict)


class SaleLookup(Protocol):
    """Asks the platform about a sale that another till made. Online only; may take a second.

    Both raise MonitorUnreachable without an answer, MonitorRefused when the platform refuses.
    """

    def sale(self, sale_no: str) -> SaleElsewhere:
        """The sale with a number. Raises SaleNotAtPlatform when the platform has none."""
        ...

    def permit_return(
        self,
        return_id: str,
        sale_no: str,
        quantities: Mapping[int, Thousandths],
        *,
        known: Mapping[int, Thousandths],
        withdrawn: Sequence[str] = (),
    ) -> None:
        """Ask for a permit, so that no other till can take the same goods back.

        `known` is what came back before, and `withdrawn` are promises to us that we shall not use.

        `return_id` is the id the return's entry will have; asking again with it is the same
        permission. Raises ReturnChanged when something of it came back meanwhile, SellerNotHeard while
        the selling till has not sent everything.
        """
        ...


@dataclass(frozen=True, slots=True)
class Credit:
    """A make-good that a card can be paid, in fen."""

    credit_id: str
    slip_no: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class CardCredits:
    """A card's payable make-goods, the oldest first; of `waiting` slips the amount is not known yet."""

    payable: tuple[Credit, ...]
    waiting: int = 0


class CreditLookup(Protocol):
    """Asks the platform about make-goods. Online only; may take seconds.

    All raise MonitorUnreachable without an answer, MonitorRefused when the platform refuses.
    """

    def credits(self, card_no: str) -> CardCredits:
        """What a card can be paid at this till."""
        ...

    def promise(self, credit_id: str) -> Fen:
        """Have a make-good promised to this till alone; its amount in fen. Again: the same.

        Raises CreditUnknown, CreditPaid, CreditElsewhere, CreditStopped.
        """
        ...

    def withdraw(self, credit_id: str) -> None:
        """Give a promise back: any till may pay it. Raises CreditUnknown, CreditPaid."""
        ...
