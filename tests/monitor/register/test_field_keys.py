"""Sensitive fields are sealed for their place; keys lie outside the database and can be rotated."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from monitor.errors import SettingsRefused
from monitor.register.field_keys import FOLDER, Place, add_key, load_keys

PLACE = Place("person", "identity", "p-1")


def test_a_sealed_value_is_read_in_its_place_only(tmp_path: Path) -> None:
    keys = load_keys(tmp_path, "cards")
    sealed = keys.seal("11010519491231002X", PLACE)
    assert b"1949" not in sealed
    assert keys.open(sealed, PLACE) == "11010519491231002X"
    for elsewhere in (
        PLACE._replace(row="p-2"),
        PLACE._replace(column="phone"),
        PLACE._replace(table="household"),
    ):
        assert keys.open(sealed, elsewhere) is None
    assert keys.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), PLACE) is None


def test_the_keys_of_one_purpose_open_and_match_nothing_of_another(tmp_path: Path) -> None:
    cards, claims = load_keys(tmp_path, "cards"), load_keys(tmp_path, "claims")
    assert claims.open(cards.seal("x", PLACE), PLACE) is None
    assert cards.match("x") != claims.match("x")


def test_after_a_rotation_the_old_is_read_and_the_new_is_sealed_with_the_new_key(tmp_path: Path) -> None:
    before = load_keys(tmp_path, "cards")
    sealed = before.seal("x", PLACE)
    assert add_key(tmp_path, "cards") == 2
    after = load_keys(tmp_path, "cards")
    assert after.newest_id == 2
    assert after.open(sealed, PLACE) == "x"
    assert before.open(after.seal("x", PLACE), PLACE) is None
    assert after.match("x") == before.match("x")  # A person is found again.


@pytest.mark.skipif(os.name != "posix", reason="Windows has other rights")
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_keys(tmp_path, "cards")
    (tmp_path / FOLDER / "cards.keys").chmod(0o640)
    with pytest.raises(SettingsRefused, match="chmod 600"):
        load_keys(tmp_path, "cards")


@pytest.mark.parametrize("content", ["", "1 abcd\n", "one key\n"])
def test_a_damaged_key_file_is_refused_and_never_made_anew(tmp_path: Path, content: str) -> None:
    load_keys(tmp_path, "cards")
    (tmp_path / FOLDER / "cards.keys").write_text(content)
    with pytest.raises(SettingsRefused):
        load_keys(tmp_path, "cards")
    assert (tmp_path / FOLDER / "cards.keys").read_text() == content


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    shown = repr(load_keys(tmp_path, "cards"))
    assert (tmp_path / FOLDER / "cards.keys").read_text().split()[1] not in shown
