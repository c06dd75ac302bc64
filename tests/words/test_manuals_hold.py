"""The manuals and the README against the programme: settings, examples, commands, and keys by chapter."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.__main__ import _parser as monitor_parser
from pos.__main__ import _parser as till_parser
from pos.devices.customer_led import LedDisplay
from pos.devices.printers import printer_for
from pos.domain.scanning.label_layout import LAYOUTS
from pos.services.installation.settings import _KNOWN, Settings, read_settings
from tests.words.texts import ROOT

DOCS = ROOT / "docs"
MANAGER = (DOCS / "店长手册.md").read_text("utf-8")
CASHIER = (DOCS / "收银员手册.md").read_text("utf-8")
FEDERATION = (DOCS / "慈善会手册.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")

# Which parts of the window a chapter of the manual speaks of.
PLACES = {
    ("收银员手册.md", "一"): ("people/signin", "selling/checkout", "help"),
    ("收银员手册.md", "二"): (
        "selling/checkout",
        "goods/search",
        "selling/price",
        "cards/balance",
        "papers/receipt",
        "paying/pay",
        "asking/ask",
        "people/signature",
    ),
    ("收银员手册.md", "三"): ("paying/pay", "paying/payments"),
    ("收银员手册.md", "四"): ("returns", "asking/ask", "selling/checkout"),
    ("收银员手册.md", "五"): ("shifts/cash", "shifts/x_report", "shifts/handover"),
    ("收银员手册.md", "六"): ("selling/checkout", "paying/payments"),
    ("店长手册.md", "二"): ("goods", "selling/price", "selling/checkout"),
    ("店长手册.md", "三"): ("shifts/handover", "shifts/cash"),
    ("店长手册.md", "四"): ("days",),
    ("店长手册.md", "五"): ("settlement",),
    ("店长手册.md", "六"): ("reports/journal", "paying/payments"),
    ("店长手册.md", "七"): ("care/self_test",),
    ("店长手册.md", "十"): ("page", "care/settings"),
}
# Keys that work the same on every screen, and those that begin a line of the menu.
EVERYWHERE = {"Enter", "Esc", "Tab", "↑ ↓", "F10", "F12"}


def settings_rows() -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each row of the manual's table of settings: section, keys, and what may be written."""
    for row in MANAGER.splitlines():
        if found := re.match(r"\| `\[(\w+)\]` (.+?) \| (.+) \|$", row):
            named = re.findall(r"`([\w]+)`", found[2])
            if "到" in found[2]:  # `20` to `24`.
                named = [*(str(prefix) for prefix in range(int(named[0]), int(named[1]) + 1)), *named[2:]]
            yield found[1], tuple(named), found[3]


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "till.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def with_setting(section: str, key: str, value: str) -> str:
    """The least settings with one more."""
    sections = {"store": {"id": '"S01"', "name": '"浆洗街店"'}, "till": {"id": '"S01-1"'}}
    plain = re.fullmatch(r"\d+|true|false|\[.*\]", value) is not None
    sections.setdefault(section, {})[key] = value if plain else f'"{value}"'
    return "\n".join(
        line
        for name, keys in sections.items()
        for line in (f"[{name}]", *(f"{each} = {written}" for each, written in keys.items()))
    )


def test_each_key_that_the_manual_names_is_one_and_each_example_is_read(tmp_path: Path) -> None:
    seen = 0
    for section, keys, words in settings_rows():
        assert section in _KNOWN, section
        assert set(keys) <= set(_KNOWN[section]), (section, keys)
        for value in re.findall(r"`([^`]+)`", words):
            for key in keys:
                if _KNOWN[section][key] is bool and value not in ("true", "false"):
                    continue
                if _KNOWN[section][key] is not bool and value in ("true", "false"):
                    continue
                settings = read(tmp_path, with_setting(section, key, value))
                seen += 1
                if (section, key) == ("printer", "url"):
                    printer_for(value, columns=48, encoding="gb18030", screen=lambda _png: None)
                if (section, key) == ("customer_display", "url") and value.startswith("serial"):
                    LedDisplay(value).close()
                if section == "labels" and key != "check_digit":
                    assert settings.labels.layouts[key] is LAYOUTS[value]
    assert seen > 15


def test_every_label_layout_that_works_is_in_the_manual_and_no_other() -> None:
    named = set(re.findall(r"`((?:AMT|WGT)\w+)`", MANAGER + CASHIER + README))
    assert named == set(LAYOUTS)


def test_the_settings_shown_in_the_readme_are_read(tmp_path: Path) -> None:
    shown = re.findall(r"```toml\n(.*?)```", README + MANAGER, flags=re.DOTALL)
    assert shown
    for text in shown:
        assert read(tmp_path, text).store_id


def commands() -> Iterator[tuple[str, str, str]]:
    """Each command line in the documents: the document, the programme, and what follows it."""
    documents = {
        "店长手册.md": MANAGER,
        "收银员手册.md": CASHIER,
        "慈善会手册.md": FEDERATION,
        "README.md": README,
    }
    for name, text in documents.items():
        for found in re.finditer(r"python -m (pos|monitor)\b([^`\n#]*)", text):
            yield name, found[1], found[2]


def readable(words: str) -> list[list[str]]:
    """The arguments as typed: without what stands beside the command; an optional part is there or not."""
    words = re.split(r"\s{3,}|[，。；：）]|(?<=\s)\$", words)[0]
    words = re.sub(r"(?:\|[\w-]+)+", "", words)  # One of several, so the first.
    for stands_for, typed in (("岗位", "cashier"), ("ROLE", "cashier")):
        words = words.replace(stands_for, typed)
    without = re.sub(r"\[[^\]]*\]", "", words)
    with_all = words.replace("[", "").replace("]", "")
    return [shlex.split(each) for each in {without, with_all}]


def test_each_command_in_the_documents_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    parsers = {"pos": till_parser(), "monitor": monitor_parser()}
    read_commands = 0
    for document, program, words in commands():
        for arguments in readable(words):
            if program == "monitor" and not arguments:
                continue  # Named alone, as a programme.
            try:
                parsers[program].parse_args(arguments)
            except SystemExit as ended:
                pytest.fail(f"{document}: python -m {program} {words}: {capsys.readouterr().err} {ended}")
            read_commands += 1
    assert read_commands > 20


def chapters() -> Iterator[tuple[str, str, str]]:
    for name, text in (("收银员手册.md", CASHIER), ("店长手册.md", MANAGER)):
        for found in re.finditer(
            r"^## ([一二三四五六七八九十]+)、.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
        ):
            yield name, found[1], found[0]


def test_each_key_of_a_chapter_works_on_the_screens_of_that_chapter() -> None:
    wrong: list[tuple[object, ...]] = []
    checked = 0
    for name, number, text in chapters():
        folders = PLACES.get((name, number))
        named = re.findall(r"\*\*(F\d{1,2}|Del|PgUp|PgDn|Tab|Esc|Enter|↑ ↓)(?: [^*→]+)?\*\*", text)
        keys = set(named) - EVERYWHERE
        if folders is None:
            if keys:
                wrong.append((name, number, sorted(keys), "name its screens in PLACES"))
            continue
        sources = "".join(
            path.read_text("utf-8")
            for folder in folders
            for path in sorted((ROOT / "pos" / "ui" / folder).glob("*.py"))
        ) + (ROOT / "pos" / "ui" / "frame" / "questions.py").read_text("utf-8")
        for key in sorted(keys):
            checked += 1
            spelled = {"PgUp": "PageUp", "PgDn": "PageDown", "Del": "Delete"}.get(key, key)
            if not re.search(rf'"{key}"|Key_{spelled}\b', sources):
                wrong.append((name, number, key, folders))
    assert wrong == []
    assert checked > 30
