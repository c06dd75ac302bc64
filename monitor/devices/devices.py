"""The tills' devices as the platform knows them: keys, heads, contact, and requests already seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, case, delete, select, update

from monitor.alerts.alerts import Alert
from monitor.devices.starts import note_start
from monitor.journal.placing import Head
from monitor.refusals import Refused
from monitor.store import tables
from monitor.store.columns import of_till, till_values
from monitor.store.rows import insert_once
from pos.crypto.suite import SUITES
from pos.domain.calendar import business_date
from pos.domain.sums import Sums
from sync.protocol.request_signing import (
    CLOCK_MS_MAX,
    RequestClaim,
    StartClaim,
    claim_holds,
    clock_is_off,
)

ONLINE_MS: Final = 3 * 60 * 1000  # A till that sells or idles speaks every minute or sooner.
# A nonce is refused as long as its request would not be stale, and a little longer.
_NONCE_LIFETIME_MS: Final = 2 * CLOCK_MS_MAX + 60_000

# Asked with every request: a statement that is written once need not be compared with itself each time.
_FIND: Final = (
    select(tables.device)
    .join(
        tables.till,
        (tables.till.c.store_id == tables.device.c.store_id)
        & (tables.till.c.till_id == tables.device.c.till_id),
    )
    .where(tables.till.c.till_id == bindparam("of_till_id"), tables.device.c.epoch == bindparam("of_epoch"))
)
_LOCK: Final = select(tables.device).where(*of_till(tables.device)).with_for_update()
_NOTE_UPLOAD: Final = (
    update(tables.device)
    .where(*of_till(tables.device))
    .values(
        contact_ms=bindparam("now_ms"),
        upload_ms=bindparam("now_ms"),
        head_sequence=bindparam("head"),
        head_hash=bindparam("hash"),
        told_sequence=case(
            (tables.device.c.told_sequence < bindparam("head"), bindparam("head")),
            else_=tables.device.c.told_sequence,
        ),
        quarantined=tables.device.c.quarantined + bindparam("aside"),
        **{name: tables.device.c[name] + bindparam(f"more_{name}") for name in Sums._fields},
    )
    .returning(tables.device)
)
_FORGET: Final = delete(tables.request_nonce).where(
    *of_till(tables.request_nonce), tables.request_nonce.c.at_ms < bindparam("before_ms")
)


@dataclass(frozen=True, slots=True)
class Device:
    """One installation of one till, as stored. Times are ms, amounts fen."""

    store_id: str
    till_id: str
    epoch: int
    public_key: bytes
    suite: int
    retired_ms: int | None
    forked_ms: int | None  # Since when two starts of it live at once.
    head: Head
    sums: Sums
    enrolled_ms: int
    vouched_ms: int  # When we last held everything the till had; 0: never yet.
    quarantined: int  # Entries up to the head that are stored and not counted.
    start: StartClaim | None = None  # Of the request this was found by.
    asked_ms: int = 0  # That request's own time.

    @property
    def key(self) -> dict[str, Any]:
        """The columns that lead every row of this device."""
        return {"store_id": self.store_id, "till_id": self.till_id, "epoch": self.epoch}

    @property
    def of(self) -> dict[str, Any]:
        """Which rows a statement with `of_till` means."""
        return till_values(self.store_id, self.till_id, self.epoch)

    def verifier(self) -> Callable[[bytes, bytes], bool]:
        """Load the public key once, to check many (message, signature)."""
        return SUITES[self.suite].verifier(self.public_key)


class ClockOff(Refused):
    """A till's own request says another time than ours; `alert` is for a person, once a day and till."""

    def __init__(self, device: Device, *, off_ms: int, now_ms: int) -> None:
        """`off_ms` is how far the till's clock is ahead; below zero when it is behind."""
        super().__init__("request.stale", f"the till's clock is off by {off_ms} ms")
        self.alert = Alert(
            code="till.clock_off",
            store_id=device.store_id,
            till_id=device.till_id,
            about=f"{device.till_id}/{device.epoch}/{business_date(now_ms)}",
            raised_ms=now_ms,
            facts={"off_ms": off_ms},
        )


def authenticate(
    connection: Connection, claim: RequestClaim, *, method: str, path: str, body: bytes, now_ms: int
) -> Device:
    """The device that signed this request. `spend_nonce` checks that it was not seen before.

    Raises Refused.
    """
    device = find_device(connection, claim.till_id, claim.epoch)
    if device is None:
        raise Refused("till.unknown", f"till {claim.till_id}, epoch {claim.epoch}")
    if not claim_holds(claim, method=method, path=path, body=body, verify=device.verifier()):
        raise Refused("request.unsigned", "the signature does not fit")
    if clock_is_off(claim, now_ms=now_ms):
        raise ClockOff(device, off_ms=claim.at_ms - now_ms, now_ms=now_ms)
    return replace(device, start=claim.start, asked_ms=claim.at_ms)


def find_device(connection: Connection, till_id: str, epoch: int) -> Device | None:
    """The device of a till's epoch, or None before it is enrolled."""
    row = connection.execute(_FIND, {"of_till_id": till_id, "of_epoch": epoch}).one_or_none()
    return None if row is None else _device(row)


def lock_device(connection: Connection, device: Device) -> Device:
    """Read a device again and keep its row until the transaction ends: one batch of a till at a time."""
    row = connection.execute(_LOCK, device.of).one()
    return replace(_device(row), start=device.start, asked_ms=device.asked_ms)


def spend_nonce(connection: Connection, device: Device, nonce: str, *, now_ms: int) -> None:
    """Remember a request and the start it came from. The device is locked; old requests are forgotten.

    Raises Refused when the request was here before: a copied one does not prove which till runs.
    """
    seen = tables.request_nonce
    connection.execute(_FORGET, {**device.of, "before_ms": now_ms - _NONCE_LIFETIME_MS})
    if not insert_once(connection, seen, [{**device.key, "nonce": nonce, "at_ms": now_ms}]):
        raise Refused("request.replayed", "this request was here before")
    note_start(connection, device.key, device.start, asked_ms=device.asked_ms, now_ms=now_ms)


def note_contact(
    connection: Connection, device: Device, *, last_sequence: int, leases_sent: int, now_ms: int
) -> None:
    """Store the contact, the end of the till's journal, and the last lease document sent to it."""
    column = tables.device.c
    connection.execute(
        update(tables.device)
        .where(*_is(device))
        .values(
            contact_ms=now_ms,
            told_sequence=last_sequence,
            # The till asks when it has sent all: what it makes from now on is dated from now on.
            vouched_ms=now_ms if last_sequence <= device.head.sequence else column.vouched_ms,
            leases_sent=case((column.leases_sent < leases_sent, leases_sent), else_=column.leases_sent),
        )
    )


def note_released(connection: Connection, device: Device, number: int) -> None:
    """Remember the last document about released sales that the till adopted."""
    seen = tables.device.c.released_seen
    connection.execute(update(tables.device).where(*_is(device), seen < number).values(released_seen=number))


def note_upload(
    connection: Connection, device: Device, *, head: Head, counted: Sums, quarantined: int, now_ms: int
) -> Device:
    """Store the new head and the new sums; return the changed device."""
    row = connection.execute(
        _NOTE_UPLOAD,
        {
            **device.of,
            "now_ms": now_ms,
            "head": head.sequence,
            "hash": head.entry_hash,
            "aside": quarantined,
            **{f"more_{name}": value for name, value in counted._asdict().items()},
        },
    ).one()
    return _device(row)


def _is(device: Device) -> tuple[Any, ...]:
    return tuple(tables.device.c[name] == value for name, value in device.key.items())


def _device(row: Row[Any]) -> Device:
    return Device(
        store_id=row.store_id,
        till_id=row.till_id,
        epoch=row.epoch,
        public_key=row.public_key,
        suite=row.suite,
        retired_ms=row.retired_ms,
        forked_ms=row.forked_ms,
        head=Head(row.head_sequence, row.head_hash),
        sums=Sums(*(getattr(row, name) for name in Sums._fields)),
        enrolled_ms=row.enrolled_ms,
        vouched_ms=row.vouched_ms,
        quarantined=row.quarantined,
    )
