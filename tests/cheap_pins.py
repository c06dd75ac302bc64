"""PINs that are hashed in no time: a test's shop has three people, and a hash costs as much as all the rest.

What one costs in the product is tested in tests/services/shifts/test_people_and_shifts.py.
"""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher

from pos.services.people import sign_in

PRODUCT: Final[PasswordHasher] = sign_in._HASHER


def hash_cheaply() -> None:
    """From now on this process hashes PINs with the least Argon2 allows; hashes made before still fit."""
    sign_in._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
