"""Decides whether this ledger may be the newest of this till. No benefit is given before that is proven.

A till that starts may stand on a restored or copied folder, and its leases would be spent twice (DESIGN
5.5). The proof is the platform's first answer; without it an anchor outside the folder; without that the
last paper that was printed. Public sales are not affected.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Final, Protocol

from pos.errors.fencing import (
    FirstContactAwaited,
    LedgerRestored,
    PaperMadeSince,
    PaperNotNewest,
    PaperUnknown,
    PaperWanted,
)
from pos.ledger.queries import StoredSale
from pos.services.fencing.anchors import Anchors, Soundness
from pos.services.fencing.fence import Fence
from pos.services.installation.data_dir import write_whole

_LOG = logging.getLogger(__name__)
PAPER_FILE: Final = "paper.json"  # The newest papers when the doubt began; it outlives a restart.
CONTACT_S: Final = (
    2.0  # A platform that has not answered by then is not there, as far as a card is concerned.
)


class Books(Protocol):
    """What is asked of the ledger."""

    def head(self) -> tuple[int, bytes]: ...
    def last_sale(self) -> StoredSale | None: ...


class _Stage(Enum):
    WAITING = "waiting"  # For the platform's first answer.
    ALONE = "alone"  # The platform does not answer, and nothing else has vouched.
    VOUCHED = "vouched"


class Freshness:
    """Safe from any thread. `changed` is called whenever what a card may do changes."""

    def __init__(
        self,
        books: Books,
        anchors: Anchors,
        fence: Fence,
        changed: Callable[[], None],
        *,
        last_close: Callable[[StoredSale], str | None],
        reprinted: Callable[[str], bool],
        data_dir: Path,
        enrolled: bool,
        has_line: bool,
    ) -> None:
        """`last_close`: the number of the day slip printed after a sale, if any. `has_line`: to a platform.

        `reprinted`: whether a paper was ever printed again.
        """
        self._books, self._anchors, self._fence, self._changed = books, anchors, fence, changed
        self._last_close = last_close
        self._reprinted = reprinted
        self._paper_path = data_dir / PAPER_FILE
        self._papers: tuple[str | None, str | None] = None, None  # Receipt and day slip before this doubt.
        self._has_line = has_line
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._anchored = Soundness.MISSING
        self._stage = _Stage.WAITING if enrolled else _Stage.VOUCHED
        self._counts = enrolled  # A till no platform knows has no lease to spend twice.

    @property
    def doubt(self) -> str | None:
        """Why no benefit can be given yet, as an error's code; None when the ledger is proven."""
        stage = self._stage
        if stage is _Stage.WAITING:
            return FirstContactAwaited.code
        return PaperWanted.code if stage is _Stage.ALONE else None

    @property
    def paper_wanted(self) -> bool:
        """The last printed receipt or day slip should be scanned."""
        return self._stage is _Stage.ALONE

    def begin(self, soundness: Soundness) -> None:
        """The till starts: what the anchors say, and how long the platform may take."""
        if not self._counts:
            return
        self._anchored = soundness
        self._papers = _read_papers(self._paper_path) or self._newest_papers()
        head = self._books.head()[0]
        if soundness is Soundness.OLDER:
            self._fence.put_up(LedgerRestored.code, "anchor")
        elif soundness is Soundness.SOUND:
            self._anchors.begin(*self._books.head())
        if not self._has_line:
            self.missed()
        elif head == 0:
            self._vouch()  # Nothing was ever granted here.
        else:
            self._timer = threading.Timer(CONTACT_S, self.missed)
            self._timer.daemon = True
            self._timer.start()

    def met(self) -> None:
        """The platform answered, and knows this chain."""
        if self._stage is not _Stage.VOUCHED:
            self._vouch()

    def missed(self) -> None:
        """The platform does not answer."""
        with self._lock:
            if self._stage is not _Stage.WAITING:
                return
            sound = self._anchored is Soundness.SOUND or self._books.head()[0] == 0
            self._stage = _Stage.VOUCHED if sound else _Stage.ALONE
            if sound:
                self._forget_papers()
            else:
                self._keep_papers()
        self._changed()

    def show_paper(self, number: str) -> None:
        """The last printed paper was scanned: a receipt's number, or a day slip's.

        A copy can print too: what it sold or printed again since its start proves nothing.
        Raises PaperMadeSince then, PaperUnknown when this ledger does not know it (and puts the fence
        up when it must be newer than everything here), PaperNotNewest when there is a later one.
        """
        newest, closed = self._papers
        if number in (newest, closed):
            if self._reprinted(number):
                raise PaperMadeSince(number=number)
            self._vouch()
            return
        if newest is not None and _till(number) == _till(newest) and _place(number) > _place(newest):
            sold, signed = self._newest_papers()
            if number == signed or (sold is not None and _place(number) <= _place(sold)):
                raise PaperMadeSince(number=number)
            self._fence.put_up(LedgerRestored.code, "paper")
            raise PaperUnknown(number=number)
        if newest is None or _till(number) != _till(newest):
            raise PaperUnknown(number=number)
        raise PaperNotNewest(number=number)

    def stop(self) -> None:
        """End; nothing is decided any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._anchors.close()

    def _newest_papers(self) -> tuple[str | None, str | None]:
        last = self._books.last_sale()
        return (None, None) if last is None else (last.facts.sale_no, self._last_close(last))

    def _keep_papers(self) -> None:
        try:
            write_whole(self._paper_path, json.dumps(self._papers))
        except OSError as error:  # It holds for this run.
            _LOG.warning("the newest papers cannot be stored: %s", error)

    def _forget_papers(self) -> None:
        with suppress(OSError):
            self._paper_path.unlink(missing_ok=True)

    def _vouch(self) -> None:
        with self._lock:
            self._stage = _Stage.VOUCHED
        self._forget_papers()
        if self._timer is not None:
            self._timer.cancel()
        if not self._fence.is_up:
            self._anchors.begin(*self._books.head())
        self._changed()


def _read_papers(path: Path) -> tuple[str | None, str | None] | None:
    try:
        newest, closed = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return None
    fits = all(each is None or isinstance(each, str) for each in (newest, closed))
    return (newest, closed) if fits else None


def _till(number: str) -> str:
    return number.rpartition("-")[0].rpartition("-")[0]


def _place(number: str) -> tuple[str, str]:
    """Date and counter. A day slip (Z1) sorts after the day's sales, as it is printed after them."""
    till_and_date, _, counter = number.rpartition("-")
    return till_and_date.rpartition("-")[2], counter.zfill(6) if counter.isdigit() else f"Z{counter}"
