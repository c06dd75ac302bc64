"""Enrolment: a one-time code, given by a person, connects a till's new key with its id.

The code is the only secret; the database holds its hash. A second enrolment of a till id is a new
installation: it gets the next epoch, and the former one is retired (DESIGN 5.5).
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from monitor.alerts.alert_book import keep_alerts
from monitor.alerts.alerts import Alert
from monitor.documents.federation import read_federation
from monitor.leases.allocator import Holder
from monitor.leases.month_opening import allocate_alone, hand_over_unsent, left_with_former
from monitor.refusals import Refused
from monitor.store import tables
from pos.crypto.keys import DeviceKey
from pos.crypto.suite import SUITES
from pos.domain.journal.chain import genesis
from pos.domain.sums import Sums
from sync.protocol.messages import EnrolReply, EnrolRequest

# No 0/O, 1/I/L, U: what is read aloud over the telephone is typed right.
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 4, 4  # 16 characters: 78 bits, so that a plain hash in the database is safe.
CODE_LIFETIME_MS: Final = 24 * 60 * 60 * 1000


def issue_code(connection: Connection, till_id: str, *, at_ms: int) -> str:
    """Make a one-time code for a till; codes given out before it for the same till are void.

    Raises Refused when there is no such till.
    """
    _store_of(connection, till_id)
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    codes = tables.enrolment_code
    connection.execute(delete(codes).where(codes.c.till_id == till_id, codes.c.used_key.is_(None)))
    connection.execute(
        insert(codes).values(
            code_hash=_hash(code), till_id=till_id, issued_ms=at_ms, expires_ms=at_ms + CODE_LIFETIME_MS
        )
    )
    return code


def enrol(
    connection: Connection, request: EnrolRequest, *, federation_key: DeviceKey, at_ms: int
) -> EnrolReply:
    """Enrol a till with its code. Asking again with the same key gives the same answer. Raises Refused."""
    suite = SUITES.get(request.suite)
    if suite is None:
        raise Refused("enrolment.suite_unknown", f"suite {request.suite}")
    try:
        suite.verifier(request.public_key)
    except ValueError as error:
        raise Refused("enrolment.key_unusable", f"{len(request.public_key)} bytes") from error
    code = _code_row(connection, request)
    if code.used_key is None:
        if at_ms > code.expires_ms:
            raise Refused("enrolment.code_expired", f"till {request.till_id}")
        store_id = _store_of(connection, request.till_id).store_id
        epoch = _last_epoch(connection, store_id, request.till_id) + 1
        _use(connection, code, request, epoch)  # First: a second request with the same code waits here.
        allocate_alone(connection)  # Else a month could be opened for an installation that just went.
        if epoch > 1:
            _retire_former(connection, store_id, request.till_id, epoch, at_ms=at_ms)
        _add_device(connection, store_id, request, epoch, at_ms=at_ms)
        if epoch > 1:
            _hand_over_leases(
                connection, federation_key, Holder(store_id, request.till_id, epoch), at_ms=at_ms
            )
    elif code.used_key == request.public_key:
        epoch = code.used_epoch  # The answer was lost on its way; the till asks again.
    else:
        raise Refused("enrolment.code_used", f"till {request.till_id}")
    store = _store_of(connection, request.till_id)
    return EnrolReply(
        till_id=request.till_id,
        epoch=epoch,
        store_id=store.store_id,
        store_name=store.name,
        card_issuer=read_federation(connection).card_issuer,
        federation_key=federation_key.public_key,
        at_ms=at_ms,
    )


def _code_row(connection: Connection, request: EnrolRequest) -> Row[Any]:
    codes = tables.enrolment_code
    row = connection.execute(
        select(codes).where(codes.c.code_hash == _hash(request.code), codes.c.till_id == request.till_id)
    ).one_or_none()
    if row is None:
        # The answer does not say which of both is wrong.
        raise Refused("enrolment.code_wrong", f"till {request.till_id}")
    return row


def _use(connection: Connection, code: Row[Any], request: EnrolRequest, epoch: int) -> None:
    codes = tables.enrolment_code
    taken = connection.execute(
        update(codes)
        .where(codes.c.code_hash == code.code_hash, codes.c.used_key.is_(None))
        .values(used_key=request.public_key, used_epoch=epoch)
    )
    if taken.rowcount != 1:
        raise Refused("enrolment.code_used", f"till {request.till_id}")


def _last_epoch(connection: Connection, store_id: str, till_id: str) -> int:
    device = tables.device
    newest = select(func.max(device.c.epoch)).where(
        device.c.store_id == store_id, device.c.till_id == till_id
    )
    return connection.execute(newest).scalar_one() or 0


def _retire_former(connection: Connection, store_id: str, till_id: str, epoch: int, *, at_ms: int) -> None:
    device = tables.device
    connection.execute(
        update(device)
        .where(
            device.c.store_id == store_id,
            device.c.till_id == till_id,
            device.c.epoch < epoch,
            device.c.retired_ms.is_(None),
        )
        .values(retired_ms=at_ms)
    )
    again = Alert(
        code="till.enrolled_again",
        store_id=store_id,
        till_id=till_id,
        about=f"{till_id}/{epoch}",
        facts={"epoch": epoch},
        raised_ms=at_ms,
    )
    keep_alerts(connection, [again])


def _hand_over_leases(connection: Connection, key: DeviceKey, to: Holder, *, at_ms: int) -> None:
    """Hand over leases that were never sent; raise an alert for the others, which stay taken (DESIGN 5)."""
    hand_over_unsent(connection, key, to, at_ms=at_ms)
    cards, months = left_with_former(connection, to, at_ms=at_ms)
    if not cards:
        return
    left = Alert(
        code="till.leases_left",
        store_id=to.store_id,
        till_id=to.till_id,
        about=f"{to.till_id}/{to.epoch}",
        facts={"cards": cards, "months": months, "epoch": to.epoch},
        raised_ms=at_ms,
    )
    keep_alerts(connection, [left])


def _add_device(
    connection: Connection, store_id: str, request: EnrolRequest, epoch: int, *, at_ms: int
) -> None:
    nothing_yet = dict.fromkeys(("told_sequence", "head_sequence", "quarantined", *Sums._fields), 0)
    connection.execute(
        insert(tables.device).values(
            store_id=store_id,
            till_id=request.till_id,
            epoch=epoch,
            public_key=request.public_key,
            suite=request.suite,
            program_version=request.program_version.replace("\0", "?"),
            enrolled_ms=at_ms,
            contact_ms=at_ms,
            head_hash=genesis(request.till_id, epoch, suite=request.suite),
            **nothing_yet,
        )
    )


def _store_of(connection: Connection, till_id: str) -> Row[Any]:
    store, till = tables.store, tables.till
    row = connection.execute(
        select(store).join(till, till.c.store_id == store.c.store_id).where(till.c.till_id == till_id)
    ).one_or_none()
    if row is None:
        raise Refused("till.unknown", f"till {till_id}")
    return row


def _hash(code: str) -> bytes:
    """Hash a code as it was meant: blanks, hyphens and small letters make no difference."""
    meant = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(b"huimin enrolment code\n" + meant.encode()).digest()
