"""Asks the platform in the background what the card in front of the till has coming. Nobody waits for it.

It remembers one card only, the one that was shown last, and forgets it with the next.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos.errors import PosError
from pos.services.ports import CardCredits, CreditLookup

_LOG = logging.getLogger(__name__)


NOTHING: Final = CardCredits(())


class Asked(StrEnum):
    """How far the question is."""

    ASKING = "asking"
    TOLD = "told"
    UNREACHABLE = "unreachable"  # No line, or no answer that can be used: later.


@dataclass(frozen=True, slots=True)
class CreditView:
    """What is known of the card that was shown last."""

    card_no: str
    state: Asked
    credits: CardCredits = NOTHING


class CreditWatch:
    """One question at a time. `changed` is called on another thread when an answer came."""

    def __init__(self, lookup: CreditLookup | None, changed: Callable[[], None]) -> None:
        """Without a `lookup` there is no platform, and nothing is ever known."""
        self._lookup, self._changed = lookup, changed
        self._lock = threading.Lock()
        self._view: CreditView | None = None
        self._thread: threading.Thread | None = None

    @property
    def view(self) -> CreditView | None:
        """What is known now; None before a card was shown, and without a platform."""
        with self._lock:
            return self._view

    def look(self, card_no: str) -> None:
        """A card is shown: ask, unless it is being asked already. Returns at once."""
        if self._lookup is None:
            return
        with self._lock:
            view = self._view
            if view is not None and view.card_no == card_no and view.state is Asked.ASKING:
                return
            self._view = CreditView(card_no, Asked.ASKING)
            if self._thread is not None and self._thread.is_alive():
                return  # It looks again when it is done with the card before.
            # A daemon: an answer that does not come must not keep the program from ending.
            self._thread = threading.Thread(target=self._work, args=(card_no,), name="credits", daemon=True)
            self._thread.start()

    def ask(self, card_no: str) -> CreditView | None:
        """Ask and wait, as long as the platform is given for an answer."""
        if self._lookup is None:
            return None
        view = self._asked(card_no)
        with self._lock:
            self._view = view
        return view

    def wait_until_told(self, timeout_s: float) -> bool:
        """Wait until nothing is being asked; False when time ran out."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    def forget(self, credit_id: str) -> None:
        """A make-good was handed out: it is not shown any more."""
        with self._lock:
            view = self._view
            if view is not None:
                payable = tuple(each for each in view.credits.payable if each.credit_id != credit_id)
                self._view = CreditView(view.card_no, view.state, CardCredits(payable, view.credits.waiting))
        self._changed()

    def _work(self, card_no: str) -> None:
        while True:
            found = self._asked(card_no)
            with self._lock:
                view = self._view
                is_wanted = view is not None and view.card_no == card_no
                if is_wanted or view is None:
                    self._view = found
                    self._thread = None
                    break
                card_no = view.card_no
                if view.state is not Asked.ASKING:
                    self._thread = None
                    break
        self._changed()

    def _asked(self, card_no: str) -> CreditView:
        assert self._lookup is not None
        try:
            return CreditView(card_no, Asked.TOLD, self._lookup.credits(card_no))
        except PosError as error:
            _LOG.info("what a card has coming is not known: %s", error)
        except Exception:  # noqa: BLE001 - the thread must outlive any bug; it is logged.
            _LOG.exception("asking what a card has coming failed in an unexpected way")
        return CreditView(card_no, Asked.UNREACHABLE)
