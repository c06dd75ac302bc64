"""An act that needs a permission, with its reason and the rule that allowed it, as the journal keeps it."""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Amount, Record, Text, Told
from pos.domain.people.permission import Act


class Override(Record, frozen=True):
    """What was done and why. Who approved it stands in the entry's header; amounts in fen.

    `sale_id` names the open sale, `sale_no` a finished one; `code` and `name` the goods, if any.
    """

    act: Act
    rule: Text
    reason: str
    sale_id: Text | None = None
    sale_no: Text | None = None
    code: Text | None = None
    name: Text | None = None
    before: Amount | None = None
    after: Amount | None = None

    @classmethod
    def told(cls) -> Told:
        """The entries that tell an override."""
        return Told(EntryKind.OVERRIDE, {1: cls})
