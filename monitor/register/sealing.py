"""Which field of the register is sealed with the keys of which purpose. It reads and writes no row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.declined import Declined
from monitor.register.field_keys import FieldKeys, Place, load_keys

IDENTITY: Final = "register"  # Identity numbers and names.
CONTACTS: Final = "contacts"  # Telephones and addresses.
LISTS: Final = "lists"  # Uploaded files, and what is said of their lines.
PURPOSES: Final = (IDENTITY, CONTACTS, LISTS)

# Table, sealed column, purpose.
SEALED: Final = (
    ("person", "identity_sealed", IDENTITY),
    ("person", "name_sealed", IDENTITY),
    ("person", "phone_sealed", CONTACTS),
    ("person", "address_sealed", CONTACTS),
    ("card_list", "content_sealed", LISTS),
    ("card_list_line", "words_sealed", LISTS),
)
_PURPOSE_OF: Final = {(table, column): purpose for table, column, purpose in SEALED}


@dataclass(frozen=True, slots=True)
class RegisterKeys:
    """The keys of the register, one set for each purpose."""

    identity: FieldKeys
    contacts: FieldKeys
    lists: FieldKeys

    @classmethod
    def load(cls, data_dir: Path) -> RegisterKeys:
        """Read the key files, or make them. Raises SettingsRefused."""
        return cls(*(load_keys(data_dir, purpose) for purpose in PURPOSES))

    def match(self, identity: str) -> str:
        """What stands for an identity number where people are found again."""
        return self.identity.match(identity)

    def seal(self, text: str, *, table: str, column: str, row: str) -> bytes:
        """Encrypt a value for its place."""
        return self._of(table, column).seal(text, Place(table, column, row))

    def seal_some(self, text: str, *, table: str, column: str, row: str) -> bytes | None:
        """The same; nothing stays nothing."""
        return self.seal(text, table=table, column=column, row=row) if text else None

    def open(self, sealed: bytes | None, *, table: str, column: str, row: str) -> str:
        """Decrypt a value; nothing is an empty text. Raises Declined when the keys are not those it needs."""
        if sealed is None:
            return ""
        text = self._of(table, column).open(bytes(sealed), Place(table, column, row))
        if text is None:
            raise Declined(
                "register.key_lost",
                "平台的密钥文件换过，登记信息打不开。请技术人员从备份恢复数据目录里的 register-keys 再试",
                status=503,
            )
        return text

    def is_newest(self, sealed: bytes, *, table: str, column: str) -> bool:
        """Whether a value is sealed with the newest key of its purpose."""
        return self._of(table, column).key_id_of(sealed) == self._of(table, column).newest_id

    def _of(self, table: str, column: str) -> FieldKeys:
        return {IDENTITY: self.identity, CONTACTS: self.contacts, LISTS: self.lists}[
            _PURPOSE_OF[table, column]
        ]
