"""Questions that a person waits for: each on its own connection and thread, and always with a time limit.

The worker's connection is busy with batches, and it may wait long. Here a person waits at
the counter: an answer must come within seconds, or the report that there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from pos.errors.platform import MonitorUnreachable
from sync.client.platform import Platform
from sync.client.ports import SyncIdentity, Transport
from sync.protocol import messages as wire
from sync.protocol.lease_messages import CreditReply, CreditRequest, CreditsReply, CreditsRequest

PATIENCE_S: Final = 8.0

Told = TypeVar("Told")


class Enquiries:
    """Asks the platform and waits, but no longer than `patience_s`. Any thread may call.

    Everything raises what `Platform` raises: MonitorUnreachable, MonitorRefused (404 `page.unknown`
    from a platform that cannot answer this yet), TillClockOff, WireUnreadable.
    """

    def __init__(
        self,
        connect: Callable[[], Transport],
        identity: SyncIdentity,
        *,
        now_ms: Callable[[], int],
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._connect = connect
        self._identity = identity
        self._now_ms = now_ms
        self._patience_s = patience_s

    def day(self, business_date: str) -> wire.DayReply:
        """What the platform has of one business date of this till."""
        who = self._identity
        asked = wire.DayRequest(wire.PROTOCOL, who.till_id, who.epoch, business_date)
        return self._in_time(lambda platform: platform.ask_day(asked))

    def sale(self, sale_no: str) -> wire.SaleReply:
        """A sale of another ledger."""
        who = self._identity
        asked = wire.SaleRequest(wire.PROTOCOL, who.till_id, who.epoch, sale_no)
        return self._in_time(lambda platform: platform.ask_sale(asked))

    def permit_return(
        self,
        return_id: str,
        sale_no: str,
        quantities: Mapping[int, int],
        known: Mapping[int, int],
        withdrawn: Sequence[str],
    ) -> wire.ReturnReply:
        """Ask for a permit to take back goods of another ledger's sale here, in thousandths by line number.

        `known` is what came back before; `withdrawn` are earlier permits that will not be used.
        """
        who = self._identity
        by_line = {str(number): quantity for number, quantity in quantities.items()}
        asked = wire.ReturnRequest(
            wire.PROTOCOL,
            who.till_id,
            who.epoch,
            return_id,
            sale_no,
            by_line,
            {str(number): quantity for number, quantity in known.items()},
            list(withdrawn),
        )
        return self._in_time(lambda platform: platform.ask_return(asked))

    def credits(self, card_no: str) -> CreditsReply:
        """Which make-goods a card can be paid at this till."""
        who = self._identity
        asked = CreditsRequest(wire.PROTOCOL, who.till_id, who.epoch, card_no)
        return self._in_time(lambda platform: platform.ask_credits(asked))

    def credit(self, credit_id: str, *, withdrawn: bool = False) -> CreditReply:
        """Have a make-good promised to this till alone, or give the promise back."""
        who = self._identity
        asked = CreditRequest(wire.PROTOCOL, who.till_id, who.epoch, credit_id, withdrawn)
        return self._in_time(lambda platform: platform.ask_credit(asked))

    def _in_time(self, ask: Callable[[Platform], Told]) -> Told:
        """Ask on a thread of its own: not every wait of a network can be bounded (a name server's is not)."""
        told: list[Told] = []
        failed: list[Exception] = []

        def work() -> None:
            try:
                platform = Platform(self._connect(), self._identity, now_ms=self._now_ms)
                try:
                    told.append(ask(platform))
                finally:
                    platform.close()
            except Exception as error:  # noqa: BLE001 - carried over to the thread that waits.
                failed.append(error)

        thread = threading.Thread(target=work, name="enquiry", daemon=True)
        thread.start()
        thread.join(self._patience_s)
        if told:
            return told[0]
        if failed:
            raise failed[0]
        raise MonitorUnreachable(reason="timeout")
