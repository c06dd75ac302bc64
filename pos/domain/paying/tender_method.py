"""The kinds of 其他 (other tenders): a bank card, a voucher, an organisation that pays later. Shop data.

None is money in the drawer. A kind is chosen when the money is taken and goes into the sale with its
name, so papers and sums can say it wherever they are made, also when the list has changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import field

from pos.domain.journal.record import Record, Text
from pos.errors.installation import PolicyWrong
from pos.errors.paying import ReferenceNeeded

NAME_CHARACTERS_MAX: Final = 10
REFERENCE_CHARACTERS_MAX: Final = 30
_ID_CHARACTERS_MAX: Final = 20
_ID_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_KEYS: Final = frozenset({"id", "name", "asks"})


class TenderMethod(Record, frozen=True, gc=False):
    """What was taken as 其他, as stored in a sale. `reference`: whose account, which voucher, or empty."""

    method_id: Text = field(name="id")
    name: Text
    reference: str = ""

    def refusal(self) -> str | None:
        """No shop's list has such a kind."""
        fits = _is_id(self.method_id) and _is_name(self.name) and self.reference.isprintable()
        if fits and len(self.reference) <= REFERENCE_CHARACTERS_MAX:
            return None
        return "method cannot be that"


@dataclass(frozen=True, slots=True)
class MethodOffered:
    """A kind of 其他 that this shop takes. `asks`: the name of its reference, or empty."""

    method_id: str
    name: str
    asks: str

    def taken(self, reference: str) -> TenderMethod:
        """Make a tender of this kind. Raises ReferenceNeeded when its reference is missing."""
        reference = " ".join(reference.split())
        wrong = len(reference) > REFERENCE_CHARACTERS_MAX or not reference.isprintable()
        if self.asks and (wrong or not reference):
            raise ReferenceNeeded(name=self.name, asks=self.asks, characters_max=REFERENCE_CHARACTERS_MAX)
        return TenderMethod(self.method_id, self.name, reference if self.asks else "")


def methods_from_data(data: object) -> tuple[MethodOffered, ...]:
    """Read the shop's list, in the order of the keys at the till. Raises PolicyWrong with what is wrong."""
    if not isinstance(data, list):
        raise PolicyWrong(reason="tenders must be a list")
    methods = tuple(_offered(each) for each in data)
    for names in ([each.method_id for each in methods], [each.name for each in methods]):
        if len(set(names)) != len(names):
            raise PolicyWrong(reason=f"tenders named twice: {names}")
    return methods


def _offered(each: object) -> MethodOffered:
    if not isinstance(each, Mapping) or set(each) != _KEYS:
        raise PolicyWrong(reason=f"a tender has {sorted(_KEYS)}: {each!r}"[:100])
    method_id, name, asks = each["id"], each["name"], each["asks"]
    if not isinstance(method_id, str) or not _is_id(method_id):
        raise PolicyWrong(reason=f"no id of a tender: {method_id!r}")
    if not isinstance(name, str) or not _is_name(name):
        raise PolicyWrong(reason=f"no name of a tender: {name!r}")
    if not isinstance(asks, str) or not (asks == "" or _is_name(asks)):
        raise PolicyWrong(reason=f"what {method_id} asks must be a word")
    return MethodOffered(method_id, name, asks)


def _is_id(text: str) -> bool:
    return 0 < len(text) <= _ID_CHARACTERS_MAX and _ID_LETTERS.issuperset(text)


def _is_name(text: str) -> bool:
    plain = text.isprintable() and text == text.strip() and ":" not in text
    return plain and 0 < len(text) <= NAME_CHARACTERS_MAX
