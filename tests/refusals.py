"""Every error of the tree, found by loading each room of `pos.errors` and the wire's own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pos.errors
import sync.protocol.errors  # noqa: F401 - its leaves are part of the tree
from pos.errors import IntegrityBroken, OperatingError, PosError, RuleBroken

for _room in pkgutil.iter_modules(pos.errors.__path__, "pos.errors."):
    importlib.import_module(_room.name)


def _below(family: type[PosError]) -> Iterator[type[PosError]]:
    for child in family.__subclasses__():
        if child.__module__.startswith(("pos.", "sync.", "monitor.")):
            yield from _below(child)
            if not child.__subclasses__() and child not in (RuleBroken, OperatingError, IntegrityBroken):
                yield child


LEAVES = sorted(set(_below(PosError)), key=lambda leaf: leaf.code)
