"""Signing in: staff number and PIN, slowed down after failures. PINs are kept as Argon2 hashes only."""

from __future__ import annotations

from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos.domain.staff import Role, Staff
from pos.domain.typed import plain_digits
from pos.errors import SignInLocked, SignInRefused, StaffInvalid
from pos.ledger.catalogue import Catalogue, StaffRecord
from pos.services.clock import Clock
from pos.services.session import Session

TRIES_MAX = 5
LOCK_MS = 60_000
PIN_DIGITS = range(4, 9)

# RFC 9106's second recommendation costs 64 MiB; a till signs in between customers on an old PC.
_HASHER = PasswordHasher(time_cost=3, memory_cost=12_288, parallelism=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """That somebody has given a number and a PIN here; good for the same person with the same PIN only."""

    staff_id: str
    pin_hash: str = field(repr=False)


class People:
    """Who may stand at this till."""

    def __init__(self, catalogue: Catalogue, session: Session, clock: Clock) -> None:
        self._catalogue = catalogue
        self._session = session
        self._clock = clock
        self._failures: dict[str, tuple[int, int]] = {}  # staff id → (wrong tries, locked until ms)

    @property
    def signed_in(self) -> Staff | None:
        """The person at the till."""
        return self._session.staff

    def staff_list(self) -> list[Staff]:
        """Everybody who can sign in."""
        return self._catalogue.staff_list()

    def sign_in(self, staff_id: str, pin: str) -> Staff:
        """Sign a person in. Raises SignInRefused, SignInLocked; not told which of both was wrong."""
        self._session.staff = self.identify(staff_id, pin)
        return self._session.staff

    def identify(self, staff_id: str, pin: str) -> Staff:
        """Whose number and PIN these are, without signing in. Raises SignInRefused, SignInLocked."""
        staff_id = plain_digits(staff_id).strip()
        wrong, locked_until_ms = self._failures.get(staff_id, (0, 0))
        now_ms = self._clock.now_ms()
        if now_ms < locked_until_ms <= now_ms + LOCK_MS:
            raise SignInLocked(wait_seconds=(locked_until_ms - now_ms + 999) // 1000)
        record = self._catalogue.staff(staff_id)
        if record is None or not _fits(record.pin_hash, plain_digits(pin).strip()):
            wrong += 1
            locked = wrong >= TRIES_MAX
            self._failures[staff_id] = (0, now_ms + LOCK_MS) if locked else (wrong, 0)
            if locked:
                raise SignInLocked(wait_seconds=LOCK_MS // 1000)
            raise SignInRefused(tries_left=TRIES_MAX - wrong)
        self._failures.pop(staff_id, None)
        return record.staff

    def proof(self) -> SignedIn | None:
        """What lets the person at the till go on at the till to practise on, and back, without the PIN."""
        staff = self._session.staff
        record = None if staff is None else self._catalogue.staff(staff.staff_id)
        return None if record is None else SignedIn(record.staff.staff_id, record.pin_hash)

    def go_on(self, proof: SignedIn) -> Staff | None:
        """Sign in whom the other till signed in. Nobody, when this till knows another PIN or nobody."""
        record = self._catalogue.staff(proof.staff_id)
        if record is None or record.pin_hash != proof.pin_hash:
            return None
        self._session.staff = record.staff
        return record.staff

    def sign_out(self) -> None:
        """Leave the till; the open basket stays for the next person."""
        self._session.staff = None


def add_staff(catalogue: Catalogue, *, staff_id: str, name: str, role: Role, pin: str) -> Staff:
    """Store a person with a PIN of 4 to 8 digits. Raises StaffInvalid."""
    if not (staff_id.isascii() and staff_id.isalnum() and len(staff_id) <= 12):
        raise StaffInvalid(reason="staff_id")
    if not (name.strip() and name.isprintable() and len(name) <= 20):
        raise StaffInvalid(reason="name")
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS):
        raise StaffInvalid(reason="pin")
    staff = Staff(staff_id=staff_id, name=name.strip(), role=role)
    catalogue.put_staff(StaffRecord(staff=staff, pin_hash=_HASHER.hash(pin)))
    return staff


def _fits(pin_hash: str, pin: str) -> bool:
    try:
        return _HASHER.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
