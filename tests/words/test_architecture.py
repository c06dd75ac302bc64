"""The page for maintainers names files that are there, and draws the rooms that the contracts hold."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PICTURE = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w./-]+/[\w./-]+|[\w-]+\.(?:py|md|toml))`", PAGE)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]


def test_the_page_names_many_places() -> None:
    assert len(NAMED) > 60


@pytest.mark.parametrize("name", sorted(set(NAMED)))
def test_a_place_that_is_named_is_there(name: str) -> None:
    if "/" in name:
        assert (ROOT / name).exists(), name
    else:  # A second file of a room that was named just before it.
        kept = [each for each in ROOT.rglob(name) if ".venv" not in each.parts]
        assert kept, name


@pytest.mark.parametrize("floor", ["pos.domain", "pos.services", "pos.ui", "monitor"])
def test_the_picture_shows_each_room_that_a_contract_names(floor: str) -> None:
    (layers,) = (each["layers"] for each in CONTRACTS if each.get("containers") == [floor])
    rooms = {room.strip(" ()") for layer in layers for room in layer.split("|")}
    below = {
        "__main__",
        "settings",
        "clock",
        "declined",
        "errors",
        "logs",
        "refusals",
        "demo",
        "decoding",
        "ports",
        "shell",
        "page",
        "page_ports",
        "places",
        "sale_ports",
    }
    drawn = set(re.findall(r">([a-z_]+)</text>", PICTURE)) | {"web", "store", "alerts", "documents"}
    assert rooms - below <= drawn
