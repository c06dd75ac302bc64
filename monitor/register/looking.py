"""Shows one sensitive field of one person, for a purpose that is said, and writes down that it was shown."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from monitor.acts.actor import Actor
from monitor.acts.journal import note_read
from monitor.declined import Declined
from monitor.register.people import find_person
from monitor.register.sealing import RegisterKeys

MAY_LOOK: Final = "register.look"
# What a person may ask for, and the column that has it.
FIELDS: Final = {
    "identity": ("身份证号", "identity_sealed"),
    "name": ("姓名", "name_sealed"),
    "phone": ("电话", "phone_sealed"),
    "address": ("住址", "address_sealed"),
}
_PURPOSE_CHARACTERS: Final = (4, 200)


def subject_of(person_id: str) -> str:
    """The reference of somebody in the journal of acts."""
    return f"person:{person_id}"


def look(
    connection: Connection,
    keys: RegisterKeys,
    actor: Actor,
    *,
    person_id: str,
    field: str,
    purpose: str,
    now_ms: int,
) -> str:
    """The value of one field; who looked, when and for what is written in the same transaction.

    Raises Declined without the permission, without a purpose, or when there is no such person or field.
    """
    if not actor.may(MAY_LOOK):
        raise Declined("register.not_permitted", "您的角色不看登记的个人信息，请找有权限的同事", status=403)
    shortest, longest = _PURPOSE_CHARACTERS
    if not shortest <= len(purpose.strip()) <= longest:
        raise Declined(
            "register.purpose",
            f"请写明为什么要看，{shortest} 到 {longest} 个字；本人可以查到谁看过、为什么看",
        )
    if field not in FIELDS:
        raise Declined("register.field", "请从列表里选要看的一项")
    row = find_person(connection, person_id)
    if row is None:
        raise Declined("register.unknown", "没有这个人的登记", status=404)
    _words, column = FIELDS[field]
    note_read(
        connection,
        actor,
        what=f"person.{field}",
        subject=subject_of(person_id),
        purpose=purpose.strip(),
        at_ms=now_ms,
    )
    return keys.open(getattr(row, column), table="person", column=column, row=person_id)
