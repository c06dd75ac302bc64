"""How often one address may try to sign in or to use a link. Kept in memory: a restart forgets it."""

from __future__ import annotations

import ipaddress
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from monitor.declined import Declined

TRIES_MAX: Final = 20
MINUTES: Final = 5
_ONE_HOME_BITS: Final = 64  # Of an IPv6 address: what one household or machine is given.


class AddressLimits:
    """Counts tries by address, whatever login they name."""

    def __init__(self, *, tries_max: int = TRIES_MAX, minutes: int = MINUTES) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._item = RateLimitItemPerMinute(tries_max, minutes)
        self._minutes = minutes

    def count(self, address: str) -> None:
        """Count one try of an address. Raises Declined (429) when it tried too often."""
        if not self._limiter.hit(self._item, _place(address)):
            words = f"这台电脑（或同一网络）试的次数太多，请过 {self._minutes} 分钟再试"
            raise Declined("sign_in.too_often", words, status=429)


def _place(address: str) -> str:
    """One name for all addresses that one machine can choose from."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        if mapped is not None:
            return str(mapped)
        return str(ipaddress.ip_network((found, _ONE_HOME_BITS), strict=False))
    return str(found)
