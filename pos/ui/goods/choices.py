"""How files and folders are offered when goods are imported. No Qt."""

from __future__ import annotations

from pathlib import Path

from pos.domain.calendar import shanghai
from pos.services.goods.import_places import ImportFile, ImportFolder, ImportPlace, PlaceKind
from pos.ui.shell import Choice, Choices

FOLDER = "folder:"  # Before the path, in the key of a choice.
_NAMES = {
    PlaceKind.DOWNLOADS: "「下载」文件夹",
    PlaceKind.DESKTOP: "桌面",
    PlaceKind.HOME: "别的文件夹",
}


def file_choice(file: ImportFile) -> Choice:
    """One file."""
    kib = max(1, file.size_bytes // 1024)
    name = Path(file.name).name
    return Choice(file.name, name, f"{shanghai(file.changed_ms):%Y-%m-%d %H:%M} 存的", f"{kib:,} KB")


def place_choice(place: ImportPlace) -> Choice:
    """A place to look."""
    name = _NAMES.get(place.kind) or f"U 盘 {place.path.name or place.path}"
    return Choice(f"{FOLDER}{place.path}", name, str(place.path), "打开")


def folder_choices(found: ImportFolder) -> Choices:
    """What a folder holds, the way up first."""
    items = [] if found.parent is None else [Choice(f"{FOLDER}{found.parent}", "上一级", str(found.parent))]
    items += [file_choice(file) for file in found.files]
    items += [Choice(f"{FOLDER}{path}", path.name, "文件夹", "打开") for path in found.folders]
    words = "" if found.files else "这里没有 CSV 或 XLSX 文件；打开别的文件夹看看。"
    return Choices(f"商品导入 · {found.path.name or found.path}", words, tuple(items), ok="选定")
