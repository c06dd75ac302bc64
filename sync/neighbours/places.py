"""Where a neighbour is on the shop's net: a host and a port, as the settings write them."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A host and a TCP or UDP port."""

    host: str
    port: int
