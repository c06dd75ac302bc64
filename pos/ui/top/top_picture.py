"""What the top bar shows, as data. It exists before the first paint."""

from __future__ import annotations

from dataclasses import dataclass

BRAND = "慈善惠民超市"


@dataclass(frozen=True, slots=True)
class Light:
    """A light and its words. `tone`: good, warn, idle."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class TopPicture:
    """The top bar. Empty words are not shown."""

    brand: str = BRAND
    short_brand: str = ""
    till: str = ""
    who: str = ""
    shift: str = ""
    sync: Light | None = None
    printer: Light | None = None
    fence: Light | None = None
    payments: Light | None = None
    clock: str = ""
    training: bool = False  # The whole bar says that nothing here is real.
