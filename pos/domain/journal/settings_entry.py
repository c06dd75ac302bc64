"""A value of this till's settings file that a manager changed, as the journal keeps it."""

from __future__ import annotations

from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record, Text, Told


class SettingsChanged(Record, frozen=True, kw_only=True):
    """Section and key of the file, the value before as text (None: the file named none) and after."""

    section: Text
    key: Text
    before: str | None
    after: str
    rule: Text

    @classmethod
    def told(cls) -> Told:
        """The entries that tell it."""
        return Told(EntryKind.SETTINGS_CHANGED, {1: cls})
