"""Signing in with staff number and PIN, slowed down after failures. PINs are stored only as Argon2 hashes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos.domain.people.permission import Permit
from pos.domain.people.pin_guard import NOBODY_KNOWN
from pos.domain.people.staff import Role, Staff
from pos.domain.typed import plain_digits
from pos.errors.ledger import ChainBroken, LedgerUnwritable
from pos.errors.people import SignInLocked, SignInRefused, StaffInvalid, StaffStopped, StaffUnknown
from pos.ledger.goods.catalogue import Catalogue, StaffRecord
from pos.ledger.pin_tries import PinTries
from pos.services.counter.session import Session
from pos.services.people.pin_guard import PinGuard

_LOG = logging.getLogger(__name__)

PIN_DIGITS = range(4, 9)
TO_SIGN_IN = "sign_in"

# RFC 9106's second recommendation costs 64 MiB; a till signs in between customers on an old PC.
_HASHER = PasswordHasher(time_cost=3, memory_cost=12_288, parallelism=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Proof that a person signed in here; valid only for the same person with the same PIN."""

    staff_id: str
    pin_hash: str = field(repr=False)


class People:
    """The people who may use this till."""

    def __init__(
        self, catalogue: Catalogue, session: Session, guard: PinGuard, tries: PinTries | None = None
    ) -> None:
        """`tries`: PINs that were typed at commands beside this till."""
        self._catalogue = catalogue
        self._session = session
        self._guard = guard
        self._tries = tries
        self.take_tries()

    @property
    def signed_in(self) -> Staff | None:
        """The person at the till."""
        return self._session.staff

    def staff_list(self) -> list[Staff]:
        """Everybody known here, who was stopped too."""
        return self._catalogue.staff_list()

    def at_work(self) -> list[Staff]:
        """Everybody who can sign in."""
        stopped = self._catalogue.stopped_staff()
        return [staff for staff in self._catalogue.staff_list() if staff.staff_id not in stopped]

    def sign_in(self, staff_id: str, pin: str) -> Staff:
        """Sign a person in. Raises SignInRefused, SignInLocked; the error does not say which was wrong."""
        self._session.staff = self.identify(staff_id, pin)
        return self._session.staff

    def identify(self, staff_id: str, pin: str, *, purpose: str = TO_SIGN_IN) -> Staff:
        """Whose number and PIN these are, without signing in; a wrong PIN is recorded in the journal.

        `purpose`: to sign in, or the act that is to be approved.
        Raises SignInRefused, SignInLocked, and StaffStopped only to who knows the PIN.
        """
        self.take_tries()
        record = self._catalogue.staff(plain_digits(staff_id).strip())
        known = NOBODY_KNOWN if record is None else record.staff.staff_id
        wait_ms = self._guard.wait_ms(known)
        if wait_ms:
            raise SignInLocked(wait=wait_words(wait_ms), wait_seconds=(wait_ms + 999) // 1000)
        if record is None or not fits(record.pin_hash, plain_digits(pin).strip()):
            at_till = None if self._session.staff is None else self._session.staff.staff_id
            state = self._guard.refused(known, purpose=purpose, at_till=at_till)
            if state.wrong:
                raise SignInRefused(tries_left=self._guard.limits.tries - state.wrong)
            wait_ms = self._guard.limits.lock_ms(state.rounds)
            raise SignInLocked(wait=wait_words(wait_ms), wait_seconds=wait_ms // 1000)
        self._guard.accepted(known)
        if record.stopped:
            raise StaffStopped(name=record.staff.name)
        return record.staff

    def take_tries(self) -> None:
        """Take what was typed at commands into the journal: the same limits hold for all of it."""
        if self._tries is None:
            return
        try:
            waiting = self._tries.waiting()
            for each in waiting:
                if each.is_right:
                    self._guard.accepted(each.staff_id)
                else:
                    self._guard.refused(each.staff_id, purpose=each.purpose, at_till=None)
            if waiting:
                self._tries.taken(waiting[-1].number)
        except (LedgerUnwritable, ChainBroken) as error:
            _LOG.warning("PINs that were typed at commands cannot be counted here: %s", error)

    def locked(self) -> tuple[Staff, ...]:
        """Who cannot sign in now, after too many wrong PINs."""
        return tuple(staff for staff in self._catalogue.staff_list() if self._guard.wait_ms(staff.staff_id))

    def unlock(self, staff_id: str, permit: Permit) -> Staff:
        """End a lock, so that the person can try again at once. Raises StaffUnknown, SignInNeeded."""
        record = self._catalogue.staff(plain_digits(staff_id).strip())
        if record is None:
            raise StaffUnknown(staff_id=staff_id[:20])
        self._guard.lifted(record.staff.staff_id, permit, by=self._session.person().staff_id)
        return record.staff

    def proof(self) -> SignedIn | None:
        """The proof with which a person changes to the training till and back without typing the PIN."""
        staff = self._session.staff
        record = None if staff is None else self._catalogue.staff(staff.staff_id)
        return None if record is None else SignedIn(record.staff.staff_id, record.pin_hash)

    def go_on(self, proof: SignedIn) -> Staff | None:
        """Sign in the other till's person; nobody if this till does not know the person with this PIN."""
        record = self._catalogue.staff(proof.staff_id)
        if record is None or record.stopped or record.pin_hash != proof.pin_hash:
            return None
        self._session.staff = record.staff
        return record.staff

    def sign_out(self) -> None:
        """Leave the till; the open basket stays for the next person."""
        self._session.staff = None


def add_staff(catalogue: Catalogue, *, staff_id: str, name: str, role: Role, pin: str) -> Staff:
    """Store a person with a PIN of 4 to 8 digits. Raises StaffInvalid."""
    staff = Staff(staff_id=checked_number(staff_id), name=checked_name(name), role=role)
    catalogue.put_staff(StaffRecord(staff=staff, pin_hash=hashed_pin(pin)))
    return staff


def checked_number(staff_id: str) -> str:
    """A staff number that can be typed and stored. Raises StaffInvalid."""
    if not (staff_id.isascii() and staff_id.isalnum() and len(staff_id) <= 12):
        raise StaffInvalid(reason="staff_id")
    return staff_id


def checked_name(name: str) -> str:
    """A name that fits on a slip. Raises StaffInvalid."""
    if not (name.strip() and name.isprintable() and len(name) <= 20):
        raise StaffInvalid(reason="name")
    return name.strip()


def hashed_pin(pin: str) -> str:
    """The hash of a PIN, which is all that is kept of it. Raises StaffInvalid."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        raise StaffInvalid(reason="pin")
    return _HASHER.hash(pin)


def wait_words(wait_ms: int) -> str:
    """How long, as people say it: 40 秒, 15 分钟."""
    seconds = (wait_ms + 999) // 1000
    return f"{seconds} 秒" if seconds < 120 else f"{(seconds + 59) // 60} 分钟"


def fits(pin_hash: str, pin: str) -> bool:
    """Whether a PIN is the one that was hashed."""
    try:
        return _HASHER.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
