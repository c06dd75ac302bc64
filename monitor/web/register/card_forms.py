"""What the forms of cards send. `place` says which of a holder's cards; only the search has a number."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from pos.domain.journal.record import Whole

_Place = Annotated[Whole, Meta(title="哪张卡")]
_Version = Annotated[Whole, Meta(title="版本")]
_Reason = Annotated[str, Meta(title="申请原因", max_length=500)]


class ToWhom(StrEnum):
    """Who took the card."""

    HOLDER = "holder"
    FAMILY = "family"
    STREET = "street"


class Search(Struct, frozen=True, forbid_unknown_fields=True):
    """A card's number, or its last digits."""

    number: Annotated[str, Meta(title="卡号", max_length=40)]


class Making(Struct, frozen=True, forbid_unknown_fields=True):
    """Cards for whoever of a month's list has none."""

    month: Annotated[str, Meta(title="名单月份", max_length=7)]
    reason: _Reason


class Issuing(Struct, frozen=True, forbid_unknown_fields=True):
    """A card is handed over."""

    place: _Place
    version: _Version
    to_whom: Annotated[ToWhom, Meta(title="交给了谁")]
    store_id: Annotated[str, Meta(title="常去门店", max_length=64)] = ""


class Stopping(Struct, frozen=True, forbid_unknown_fields=True):
    """A card is suspended or lost."""

    place: _Place
    version: _Version


class Printing(Struct, frozen=True, forbid_unknown_fields=True):
    """A card's sheet."""

    place: _Place


class Changing(Struct, frozen=True, forbid_unknown_fields=True):
    """A proposal about a card. `last_date`: of an ending."""

    place: _Place
    version: _Version
    reason: _Reason
    last_date: Annotated[str, Meta(title="最后一天", max_length=10)] = ""
