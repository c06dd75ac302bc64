"""A key file is made once, read by its owner only, and never replaced."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from pos.crypto.keys import DeviceKey
from pos.crypto.suite import SUITES
from pos.errors.installation import KeyUnreadable


def test_a_key_is_found_again_and_signs_the_same(tmp_path: Path) -> None:
    made = DeviceKey.create(tmp_path / "device.key")
    found = DeviceKey.load(tmp_path / "device.key")
    assert found.public_key == made.public_key
    assert found.suite == made.suite == 1
    assert SUITES[1].verify(made.public_key, b"message", found.sign(b"message"))
    assert [file.name for file in tmp_path.iterdir()] == ["device.key"]


def test_only_its_owner_reads_a_key(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        DeviceKey.create(tmp_path / "device.key")
    finally:
        os.umask(previous)
    allowed = 0o666 if sys.platform == "win32" else 0o600  # Windows keeps rights elsewhere.
    assert stat.S_IMODE((tmp_path / "device.key").stat().st_mode) == allowed


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "device.key"
    first = DeviceKey.create(path)
    with pytest.raises(FileExistsError):
        DeviceKey.create(path)
    assert DeviceKey.load(path).public_key == first.public_key
    assert [file.name for file in tmp_path.iterdir()] == ["device.key"]


@pytest.mark.parametrize(
    "content",
    [b"", b"1", b"1 abc", b"1 " + b"00" * 31, b"9 " + b"00" * 32, b"x " + b"00" * 32, b"\xff\xfe", b"1 2 3"],
)
def test_a_damaged_key_is_told_apart_from_a_new_till(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "device.key"
    path.write_bytes(content)
    with pytest.raises(KeyUnreadable) as raised:
        DeviceKey.load(path)
    assert raised.value.facts["path"] == str(path)


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyUnreadable):
        DeviceKey.load(tmp_path / "device.key")


def test_a_folder_that_cannot_hold_a_key_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyUnreadable):
        DeviceKey.create(tmp_path / "missing" / "device.key")


def test_a_key_does_not_show_its_private_half() -> None:
    key = DeviceKey(1, bytes(range(32)))
    assert bytes(range(32)).hex() not in repr(key)
    assert key.public_key.hex() in repr(key)
