"""Sensitive fields: sealed for their place, shown for a purpose that is written down, and sealed anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.acts.journal import looks_at
from monitor.declined import Declined
from monitor.platform import Platform
from monitor.register.looking import look, subject_of
from monitor.register.rotation import rotate, seal_again
from monitor.register.sealing import PURPOSES, RegisterKeys
from monitor.store.register_tables import card_list, person
from tests.monitor.cards.office import PEOPLE, imported, list_of, upload
from tests.monitor.conftest import rows
from tests.monitor.proposing import MING, staffed

CLERK = replace(MING, permissions=MING.permissions | {"register.look"})


@pytest.fixture
def office(platform: Platform) -> Platform:
    """The platform with twelve people in its register."""
    made = staffed(platform)
    imported(made, PEOPLE)
    return made


def shown(
    platform: Platform, person_id: str, field: str, *, purpose: str = "本人来电核对", **more: object
) -> str:
    keys = more.get("keys", platform.register_keys)
    actor = more.get("actor", CLERK)
    return platform.store.write(
        lambda c: look(c, keys, actor, person_id=person_id, field=field, purpose=purpose, now_ms=7)  # type: ignore[arg-type]
    )


def somebody(platform: Platform) -> str:
    return str(rows(platform, person)[0]["person_id"])


def test_a_look_gives_the_value_and_is_written_down_without_it(office: Platform) -> None:
    who = somebody(office)
    value = shown(office, who, "identity")
    assert value in {row[1] for row in PEOPLE}
    (act,) = office.store.read(lambda c: looks_at(c, subject_of(who)))
    assert (act.how, act.what, act.purpose, act.account_id) == (
        "looked",
        "person.identity",
        "本人来电核对",
        CLERK.account_id,
    )
    assert value not in repr(act)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"actor": replace(CLERK, permissions=frozenset())}, "找有权限"),
        ({"purpose": " 看 "}, "为什么要看"),
        ({"field": "name_sealed"}, "从列表里选"),
        ({"person_id": "nobody"}, "没有这个人"),
    ],
)
def test_a_look_that_is_declined_is_no_look(office: Platform, changed: dict[str, object], words: str) -> None:
    who = somebody(office)
    asked: dict[str, object] = {"person_id": who, "field": "phone"} | changed
    with pytest.raises(Declined, match=words):
        shown(office, **asked)  # type: ignore[arg-type]
    assert office.store.read(lambda c: looks_at(c, subject_of(who))) == []


def test_a_value_moved_to_another_row_is_not_shown(office: Platform) -> None:
    one, two = rows(office, person)[:2]
    office.store.write(
        lambda c: c.execute(
            update(person)
            .where(person.c.person_id == two["person_id"])
            .values(identity_sealed=one["identity_sealed"])
        )
    )
    with pytest.raises(Declined, match="打不开"):
        shown(office, two["person_id"], "identity")


def test_with_the_files_of_another_machine_nothing_is_shown(office: Platform, tmp_path: Path) -> None:
    with pytest.raises(Declined, match="打不开"):
        shown(office, somebody(office), "name", keys=RegisterKeys.load(tmp_path / "elsewhere"))


def test_after_a_rotation_all_is_sealed_anew_and_people_are_found_again(
    office: Platform, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    upload(office, list_of(PEOPLE[:4]))
    before = {each["person_id"]: each for each in rows(office, person)}
    values = {who: shown(office, who, "address") for who in before}
    fields, files, lines = 4 * 12, 2, 12 + 8  # Of one list the new people, of the other who is gone.
    assert rotate(office.store, data_dir) == fields + files + lines
    keys = RegisterKeys.load(data_dir)
    assert [keys.identity.newest_id, keys.contacts.newest_id, keys.lists.newest_id] == [2, 2, 2]
    after = {each["person_id"]: each for each in rows(office, person)}
    for who, row in after.items():
        assert row["identity_sealed"] != before[who]["identity_sealed"]
        assert row["identity_match"] == before[who]["identity_match"]
        assert shown(office, who, "address", keys=keys) == values[who]
    assert seal_again(office.store, keys) == 0
    assert {each["content_sealed"][:4] for each in rows(office, card_list)} == {(2).to_bytes(4)}


def test_each_purpose_has_a_file_of_its_own(office: Platform, tmp_path: Path) -> None:
    files = {each.name for each in (tmp_path / "data" / "register-keys").iterdir()}
    assert {f"{purpose}.keys" for purpose in PURPOSES} <= files
