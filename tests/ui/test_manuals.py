"""The manuals say only what the program has: each key, word of the screen, command and picture."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pos.commands.rules import FROM
from pos.devices.addresses import WITHOUT_ADDRESS
from pos.domain.people.permission import Act
from pos.domain.scanning.label_layout import LAYOUTS
from pos.domain.shop_rules import ShopRules, rules_to_data
from pos.services.installation.settings import _KNOWN, PAYMENT_WAYS, PRINTER_ENCODINGS
from pos.services.words.act_words import ACT_NAMES
from pos.ui.help.acts import MORE
from pos.ui.style.theme import RESOURCES
from pos.ui.words.messages import WORDS
from pos.ui.words.rules_words import RULE_CHOICES
from tests.ui.gallery import LARGE, WINDOWS, shown

ROOT = RESOURCES.parent
DOCS = ROOT / "docs"
MANUALS = ("收银员手册.md", "店长手册.md", "画面.md", "按键表.md")
KEY = r"F\d{1,2}|Del|Esc|Enter|Tab|Ins|PgUp|PgDn|↑ ↓|[A-Z0-9]"
# **F8 查价**, **F12**, and a line of the menu: **F10 → 8 退货**.
BOLD_KEY = re.compile(rf"\*\*(F10 → )?({KEY})(?: ([^*]+))?\*\*")
QUOTED = re.compile("「([^」]+)」")
# What is said by an argument's name: the key that gives this answer.
KEY_OF_ANSWER = {"yes": "Enter", "third": "F9", "extra": "F9", "ok": "F12"}
# Two keys whose words change with the screen's state, so that no table has them beside each other.
CHANGING = {("F12", "交班"), ("F12", "看小票")}


@cache
def trees() -> tuple[ast.Module, ...]:
    places = (ROOT / "pos" / "ui", ROOT / "pos" / "services", ROOT / "pos" / "domain")
    return tuple(ast.parse(path.read_text("utf-8")) for place in places for path in place.rglob("*.py"))


@cache
def screen_words() -> str:
    """All that the window may say, line by line."""
    said = [
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    policies = ((RESOURCES / "policy").glob("*.json"), (RESOURCES / "programmes").glob("*.json"))
    return "\n".join([*said, *(path.read_text("utf-8") for group in policies for path in group)])


@cache
def pairs() -> frozenset[tuple[str, str]]:
    """Each key with each word that stands in one call, tuple or row with it."""
    found = set(CHANGING)
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call | ast.Tuple):
                parts = node.args if isinstance(node, ast.Call) else node.elts
                texts = [part.value for part in parts if isinstance(part, ast.Constant)]
                keys = [text for text in texts if isinstance(text, str) and re.fullmatch(KEY, text)]
                found |= {(key, text) for key in keys for text in texts if isinstance(text, str)}
            if isinstance(node, ast.Call):
                for each in node.keywords:
                    if each.arg in KEY_OF_ANSWER and isinstance(each.value, ast.Constant):
                        found.add((KEY_OF_ANSWER[each.arg], str(each.value.value)))
    return frozenset(found)


def manuals() -> Iterator[tuple[str, str]]:
    for name in MANUALS:
        yield name, (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("name", MANUALS)
def test_every_key_in_a_manual_does_what_the_manual_says(name: str) -> None:
    menu = {(line.key, line.words) for line in MORE}
    wrong = []
    for found in BOLD_KEY.finditer((DOCS / name).read_text("utf-8")):
        in_menu, key, words = found.groups()
        known = menu if in_menu else pairs()
        if words is not None and (key, words) not in known:
            wrong.append(found[0])
    assert wrong == []


@pytest.mark.parametrize("name", MANUALS)
def test_every_quoted_word_stands_on_the_screen(name: str) -> None:
    quoted = QUOTED.findall((DOCS / name).read_text("utf-8"))
    assert [words for words in quoted if words not in screen_words()] == []


def test_every_line_of_the_menu_is_in_a_manual() -> None:
    text = "".join(text for _name, text in manuals())
    missing = [line.words for line in MORE if f"**F10 → {line.key} {line.words}**" not in text]
    assert missing in ([], ["帮助"]), missing  # F1 is shorter.


def test_the_table_of_permissions_is_the_program_s() -> None:
    table = json.loads((RESOURCES / "policy" / "permissions.json").read_text("utf-8"))
    words = {"allowed": "可以", "needs_approval": "要授权", "denied": "不可以"}
    manual = (DOCS / "店长手册.md").read_text("utf-8")
    for act, roles in table.items():
        cells = (ACT_NAMES[Act(act)], *(words[roles[role]] for role in ("cashier", "manager", "trainee")))
        assert f"| {' | '.join(cells)} |" in manual


def test_every_key_of_the_settings_is_in_the_manual() -> None:
    manual = (DOCS / "店长手册.md").read_text("utf-8")
    for section, keys in _KNOWN.items():
        if section == "demo":
            continue  # The demo writes its own.
        assert f"`[{section}]`" in manual
        if section not in ("scanner", "scale", "labels"):
            (line, *more) = [row for row in manual.splitlines() if row.startswith(f"| `[{section}]`")]
            assert all(f"`{key}`" in "".join((line, *more)) for key in keys)


def test_every_shop_rule_with_every_value_it_can_have_is_in_the_manual() -> None:
    """An error's words send people there for all of them."""
    manual = (DOCS / "店长手册.md").read_text("utf-8")
    assert set(RULE_CHOICES) == set(rules_to_data(ShopRules("2026-11-23"))) - {"in_force_from"}
    for name, rule in RULE_CHOICES.items():
        (row,) = [line for line in manual.splitlines() if line.startswith(f"| `{name}` | {rule.name} |")]
        assert all(f"`{value}` {said}" in row for value, said in rule.values.items()), row
        assert rule.values or "元" in row
    assert f"`{FROM}=" in manual
    assert "第十节" in WORDS["rules.unknown"][1] and "## 十、" in manual and "**店内规则" in manual


def test_every_value_a_setting_can_have_is_in_the_manual() -> None:
    manual = (DOCS / "店长手册.md").read_text("utf-8")
    values = [*LAYOUTS, *PAYMENT_WAYS, *WITHOUT_ADDRESS, *PRINTER_ENCODINGS]
    assert [value for value in values if f"`{value}`" not in manual] == []


def test_every_command_in_the_manual_is_one_and_none_is_missing() -> None:
    program = (ROOT / "pos" / "__main__.py").read_text("utf-8")
    commands = set(re.findall(r'add_parser\(\s*"(\w+)"', program))
    options = set(re.findall(r'"(--[a-z-]+)"', program)) | {"--wechat", "--alipay"}
    manual = (DOCS / "店长手册.md").read_text("utf-8")
    named = set(re.findall(r"python -m pos (\w+)", manual))
    assert named == commands
    assert set(re.findall(r"(?<!\S)`?(--[a-z-]+)", manual)) <= options


def test_every_picture_is_shown_and_every_shown_picture_exists() -> None:
    gallery = (DOCS / "画面.md").read_text("utf-8")
    wanted = {
        f"{name}-{size[0]}.png" if percent == 100 else f"{name}-{size[0]}-{percent}.png"
        for name in shown()
        for size, percent in WINDOWS
        if percent == 100 or name in LARGE
    }
    taken = {path.name for path in (DOCS / "pictures").glob("*.png")}
    assert taken == wanted
    assert set(re.findall(r"pictures/([\w-]+\.png)", gallery)) == wanted
    for _name, text in manuals():
        assert set(re.findall(r"pictures/([\w-]+\.png)", text)) <= taken
    sizes = [path.stat().st_size for path in (DOCS / "pictures").glob("*.png")]
    assert max(sizes) < 100_000 and sum(sizes) < 9_000_000


def test_documents_link_to_files_that_exist() -> None:
    for document in (ROOT / "README.md", *DOCS.glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / Path(target)).exists(), (document.name, target)
