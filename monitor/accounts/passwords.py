"""What a password has to be, and its Argon2 hash. It knows no account."""

from __future__ import annotations

import itertools
import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from monitor.declined import Declined

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 128
_DIFFERENT_MIN: Final = 5  # Characters; fewer is a pattern such as 121212121212.
# What is tried first: parts that are common here. A long password is refused when little else is in it.
_COMMON: Final = (
    "passw0rd", "password", "qwertyuiop", "qwerty", "asdfgh", "zxcvbn", "1qaz2wsx", "1q2w3e4r", "admin",
    "root", "welcome", "letmein", "iloveyou", "woaini", "5201314", "1314520", "123456789", "987654321",
    "12345678", "123456", "654321", "112233", "123123", "888888", "666666", "111111", "000000",
    "abc123", "abcdef", "chengdu", "wuhou", "huimin", "cishan", "aixinka",
)  # fmt: skip
_BESIDES_MIN: Final = 6  # Characters that are left when the common parts and the login are taken away.


class Passwords:
    """Hashes and verifies; `hasher` is a parameter so that tests are quick."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = ""

    def hash(self, password: str) -> str:
        """The hash to store."""
        return self._hasher.hash(_plain(password))

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; without a stored hash it takes as long and is not."""
        if (
            not self._nobody
        ):  # Of a login that nobody has: comparing with it costs as much as with a real one.
            self._nobody = self._hasher.hash(secrets.token_urlsafe())
        typed = _plain(password)
        try:
            self._hasher.verify(stored or self._nobody, typed if len(typed) <= LENGTH_MAX else "")
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether it was hashed with less effort than now."""
        return self._hasher.check_needs_rehash(stored)


def check_password(password: str, *, login: str) -> None:
    """Raise Declined for a password that is too short or easily guessed, with what to do."""
    password = _plain(password)
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise Declined(
            "password.length",
            f"密码至少 {LENGTH_MIN} 个字（现在 {len(password)} 个），最多 {LENGTH_MAX} 个。"
            "可以用几个不相干的词连起来",
        )
    if login.casefold() in password.casefold() and len(password) - len(login) < _BESIDES_MIN:
        raise Declined("password.login", "密码不能就是登录名，或只在登录名后面加几个字，请另想一个")
    left = password.casefold()
    for common in _COMMON:
        left = left.replace(common, "")
    if len(left) < _BESIDES_MIN or len(set(password)) < _DIFFERENT_MIN or _is_a_row(password):
        raise Declined(
            "password.common",
            "这个密码太常见，容易被猜中。可以用几个不相干的词连起来，例如一句只有自己知道的话",
        )


def _plain(password: str) -> str:
    """One form of the same letters, whichever keyboard wrote them."""
    return unicodedata.normalize("NFKC", password)


def _is_a_row(password: str) -> bool:
    """Whether each character is the one after, or before, the one to its left: abcdefghijkl."""
    steps = {ord(right) - ord(left) for left, right in itertools.pairwise(password)}
    return len(steps) == 1
