"""The ledger's end, remembered outside its folder: read again after a crash, a torn write, a lost stick."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pos.services.fencing.anchors import Anchors, Soundness
from pos.services.fencing.second_places import second_folders, second_mounts
from pos.services.fencing.witnesses import anchor_folders
from pos.services.installation.state_folder import PROGRAM_FOLDER, user_state_folder
from tests.shop import Shop

ROOT = Path(__file__).resolve().parents[3]


def hash_of(sequence: int) -> bytes:
    """A ledger whose hashes are easy to know."""
    return sequence.to_bytes(32, "big")


def anchors_in(*folders: Path) -> Anchors:
    return Anchors(list(folders), till_id="S01-1", epoch=1, public_key="ab" * 32)


def written(sequence: int, *folders: Path) -> Path:
    """What stands in the first folder after so many entries."""
    anchors = anchors_in(*folders)
    anchors.begin(1, hash_of(1))
    for each in range(2, sequence + 1):
        anchors.note(each, hash_of(each))
    anchors.close()
    (file,) = folders[0].iterdir()
    return file


def test_a_ledger_that_goes_further_than_its_anchor_is_sound_and_a_shorter_one_is_an_older_copy(
    tmp_path: Path,
) -> None:
    written(7, tmp_path)

    assert anchors_in(tmp_path).soundness(7, hash_of) is Soundness.SOUND
    assert anchors_in(tmp_path).soundness(9, hash_of) is Soundness.SOUND
    assert anchors_in(tmp_path).soundness(6, hash_of) is Soundness.OLDER
    assert anchors_in(tmp_path).soundness(9, lambda _sequence: b"\x01" * 32) is Soundness.OLDER


def test_what_was_noted_is_there_when_the_program_is_killed(tmp_path: Path) -> None:
    killed = """
import os, sys
from pathlib import Path
from tests.services.fencing.test_anchors import anchors_in, hash_of
anchors = anchors_in(Path(sys.argv[1]))
anchors.begin(1, hash_of(1))
anchors.note(2, hash_of(2))
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False, cwd=ROOT)

    assert anchors_in(tmp_path).soundness(1, hash_of) is Soundness.OLDER


def test_a_torn_write_leaves_the_entry_before(tmp_path: Path) -> None:
    file = written(7, tmp_path)
    content = bytearray(file.read_bytes())
    for place in range(0, len(content), 128):
        torn = bytearray(content)
        torn[place + 30] ^= 1
        file.write_bytes(torn)
        assert anchors_in(tmp_path).soundness(9, hash_of) is Soundness.SOUND
        assert anchors_in(tmp_path).soundness(5, hash_of) is Soundness.OLDER
    file.write_bytes(b"\0" * len(content))
    assert anchors_in(tmp_path).soundness(9, hash_of) is Soundness.MISSING


def test_nothing_is_anchored_before_somebody_vouched(tmp_path: Path) -> None:
    anchors = anchors_in(tmp_path)
    anchors.note(5, hash_of(5))
    anchors.close()

    assert anchors_in(tmp_path).soundness(5, hash_of) is Soundness.MISSING


def test_the_newest_slot_is_never_the_one_written_over_after_a_restart(tmp_path: Path) -> None:
    for sequence in range(1, 12):
        anchors = anchors_in(tmp_path)
        assert anchors.soundness(sequence, hash_of) is not Soundness.OLDER
        anchors.begin(sequence, hash_of(sequence))
        anchors.close()
        (file,) = tmp_path.iterdir()
        slots = [file.read_bytes()[start : start + 128].split()[3] for start in (0, 128)[: min(sequence, 2)]]
        assert sorted(map(int, slots)) == ([sequence - 1, sequence] if sequence > 1 else [1])


def test_a_second_disk_keeps_what_the_first_lost(tmp_path: Path) -> None:
    first, stick = tmp_path / "state", tmp_path / "stick"
    anchors = anchors_in(first, stick)
    anchors.begin(1, hash_of(1))
    anchors.note(2, hash_of(2))
    anchors.close()
    shutil.rmtree(first)

    assert anchors_in(first, stick).soundness(2, hash_of) is Soundness.SOUND
    assert anchors_in(first, stick).soundness(1, hash_of) is Soundness.OLDER


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    anchors = anchors_in(blocked / "below", tmp_path / "stick")

    anchors.begin(1, hash_of(1))
    anchors.note(2, hash_of(2))
    anchors.close()

    assert anchors_in(tmp_path / "stick").soundness(2, hash_of) is Soundness.SOUND


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_STATE_HOME": "/var/x"}, Path("/var/x") / PROGRAM_FOLDER),
        ("linux", {"XDG_STATE_HOME": "not/absolute"}, Path.home() / ".local/state" / PROGRAM_FOLDER),
        ("linux", {}, Path.home() / ".local/state" / PROGRAM_FOLDER),
        ("darwin", {}, Path.home() / "Library/Application Support" / PROGRAM_FOLDER),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local") / PROGRAM_FOLDER),
    ],
)
def test_the_users_own_folder_follows_the_custom_of_the_system(
    platform: str, environment: dict[str, str], expected: Path
) -> None:
    assert user_state_folder(environment, platform) == expected


def test_a_stick_that_was_pulled_leaves_no_folder_and_stops_nothing(tmp_path: Path) -> None:
    """What is below /media goes with the stick; a folder made in its place would fill the till's own disk."""
    home, stick = tmp_path / "state", tmp_path / "media" / "STICK" / PROGRAM_FOLDER
    stick.parent.mkdir(parents=True)
    written(3, home, stick)
    assert anchors_in(stick).soundness(2, hash_of) is Soundness.OLDER
    shutil.rmtree(stick.parent)

    written(5, home, stick)

    assert not stick.parent.exists()
    assert anchors_in(home, stick).soundness(5, hash_of) is Soundness.SOUND


def test_a_stick_that_does_not_answer_holds_up_no_start(tmp_path: Path) -> None:
    home, stick = tmp_path / "state", tmp_path / "stick"
    (name,) = (written(3, home).name,)
    stick.mkdir()
    os.mkfifo(stick / name)  # Nobody ever writes into it.

    assert anchors_in(home, stick).soundness(3, hash_of) is Soundness.SOUND

    with (stick / name).open("wb"):  # Let the thread that waits go.
        pass


MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
/dev/sda1 /mnt/same ext4 rw 0 0
/dev/sda2 /boot/efi vfat rw 0 0
/dev/sdb1 /media/dian/KINGSTON vfat rw,nosuid 0 0
/dev/sdc1 /run/media/dian/店长的\\040U盘 exfat rw 0 0
/dev/sdd1 /mnt/second ext4 rw 0 0
/dev/sde1 /media/dian/locked vfat ro 0 0
/dev/sr0 /media/dian/CD iso9660 ro 0 0
//server/share /mnt/share cifs rw 0 0
tmpfs /mnt/memory tmpfs rw 0 0
broken
""".encode()


def test_sticks_and_second_disks_are_found_and_nothing_of_the_system_or_the_network() -> None:
    assert [str(each) for each in second_mounts(MOUNTS)] == [
        "/media/dian/KINGSTON", "/mnt/same", "/mnt/second", "/run/media/dian/店长的 U盘",
    ]  # fmt: skip
    assert second_mounts(b"") == ()


def test_a_place_on_the_disk_of_the_data_is_no_second_one(tmp_path: Path) -> None:
    (tmp_path / "mounts").write_bytes(
        b"/dev/sdb1 /mnt/../dev/shm vfat rw 0 0\n/dev/sdc1 /mnt/gone vfat rw 0 0\n"
    )
    found = second_folders([tmp_path], tmp_path / "mounts")

    assert found == (Path("/mnt/../dev/shm") / PROGRAM_FOLDER,)
    assert second_folders([tmp_path, Path("/dev/shm")], tmp_path / "mounts") == ()
    assert second_folders([tmp_path], tmp_path / "no table") == ()


def test_a_till_that_finds_a_stick_remembers_its_end_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tmp_path / "till")
    found = tmp_path / "stick" / PROGRAM_FOLDER
    monkeypatch.setattr("pos.services.fencing.witnesses.second_folders", lambda _beside: (found,))
    settings = replace(shop.settings, finds_second=True)
    assert anchor_folders(settings) == [shop.settings.state_dir, found]
    assert anchor_folders(replace(settings, training=True)) == [shop.settings.state_dir]
    assert anchor_folders(shop.settings) == [shop.settings.state_dir]
