"""PINs that are hashed in no time: every test makes a shop with three people, and each hash costs as much
as the rest of the shop. What a hash costs in the product is tested in tests/services/test_people_and_shifts.py."""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher

from pos.services import people

PRODUCT: Final[PasswordHasher] = people._HASHER


def hash_cheaply() -> None:
    """From now on this process hashes PINs with the least Argon2 allows; hashes made before still fit."""
    people._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
