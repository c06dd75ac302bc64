"""Where goods files lie: sticks, downloads, any folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pos.errors.goods import GoodsFileUnreadable
from pos.services.goods.import_places import PlaceKind, import_places, look_into, mounted_sticks
from pos.services.till import Till
from pos.ui.words.messages import words
from tests.services.workbooks import workbook
from tests.shop import OIL

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
/dev/sdb1 /media/dian/KINGSTON vfat rw 0 0
/dev/sdc1 /run/media/dian/店长的\\040U盘 exfat rw 0 0
/dev/sdc1 /run/media/dian/店长的\\040U盘 exfat rw 0 0
proc /proc proc rw 0 0
broken
""".encode()


def test_sticks_are_found_where_desktops_mount_them() -> None:
    assert mounted_sticks(MOUNTS) == (
        Path("/media/dian/KINGSTON"),
        Path("/run/media/dian/店长的 U盘"),
    )
    assert mounted_sticks(b"") == ()


def test_the_folders_of_the_user_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "下载").mkdir()
    (tmp_path / "mounts").write_bytes(MOUNTS)
    places = import_places(tmp_path, tmp_path / "mounts")
    assert [place.kind for place in places] == [
        PlaceKind.STICK, PlaceKind.STICK, PlaceKind.DOWNLOADS, PlaceKind.HOME,
    ]  # fmt: skip
    assert import_places(tmp_path, tmp_path / "none")[0].path == tmp_path / "下载"


def test_a_folder_shows_folders_and_files_that_may_be_goods(tmp_path: Path) -> None:
    (tmp_path / "十一月").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "folder.csv").mkdir()
    for age, name in enumerate(("new.CSV", "old.xlsx", "photo.jpg", "~$old.xlsx")):
        (tmp_path / name).write_bytes(b"x" * 10)
        os.utime(tmp_path / name, (1_000_000 - age, 1_000_000 - age))
    found = look_into(tmp_path)
    assert found.folders == (tmp_path / "folder.csv", tmp_path / "十一月")
    assert [file.name for file in found.files] == [str(tmp_path / "new.CSV"), str(tmp_path / "old.xlsx")]
    assert found.parent == tmp_path.parent
    assert look_into(Path("/")).parent is None


def test_a_stick_that_was_pulled_out_is_said(tmp_path: Path) -> None:
    with pytest.raises(GoodsFileUnreadable) as gone:
        look_into(tmp_path / "stick")
    assert "U 盘" in words(gone.value).what_next


def test_a_file_of_any_folder_is_previewed_by_its_whole_path(till: Till, tmp_path: Path) -> None:
    workbook(tmp_path / "十一月.xlsx", ((OIL, "压榨菜籽油", "5L", "桶", "油", 72.9, "按件"),))
    preview = till.goods_import.preview(str(tmp_path / "十一月.xlsx"))
    assert preview.file_name == "十一月.xlsx"
    assert len(preview.difference.changes) == 1
    with pytest.raises(GoodsFileUnreadable):
        till.goods_import.preview("../十一月.xlsx")
