"""Every Chinese text a person can meet, in one table; `python -m tests.words.texts` prints it.

Read so, without the screens, a text has only itself: what sounds translated there sounds so at the till.
A text in code is a string (or one part of a larger one); what is put in stands as `{what}`. Docstrings
and comments are for programmers and are left out.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = ("pos", "sync", "monitor", "installer")
CHINESE = re.compile("[\u3400-\u9fff]")


class Text(NamedTuple):
    """One text with its place: the file as seen from the checkout, and the line (0: a file of data)."""

    file: str
    line: int
    words: str


@cache
def texts() -> tuple[Text, ...]:
    """All texts with at least one Chinese character, in the order of the files."""
    return tuple(text for text in all_strings() if CHINESE.search(text.words))


@cache
def all_strings() -> tuple[Text, ...]:
    """All strings of code, lines of pages and values of data, Chinese or not."""
    found: list[Text] = []
    for program in PROGRAMS:
        for path in sorted((ROOT / program).rglob("*.py")):
            found += strings_of(ast.parse(path.read_text("utf-8")), _name(path))
    for path in sorted((ROOT / "monitor" / "web" / "templates").rglob("*.html")):
        found += page_texts(path.read_text("utf-8"), _name(path))
    for path in sorted((ROOT / "monitor" / "web" / "static").glob("*.js")):
        code = re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        found += [Text(_name(path), 0, words) for words in re.findall(r"""["'`]([^"'`\n]*)["'`]""", code)]
    for folder in ("policy", "programmes"):
        for path in sorted((ROOT / "resources" / folder).glob("*.json")):
            found += [Text(_name(path), 0, words) for words in _values(json.loads(path.read_text("utf-8")))]
    return tuple(found)


def strings_of(tree: ast.Module, name: str) -> list[Text]:
    """The strings of one module without docstrings; an f-string is one text."""
    left_out = {id(each) for each in _docstrings(tree)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            left_out |= {id(part) for part in node.values}
            found.append(Text(name, node.lineno, _formatted(node)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            found.append(Text(name, node.lineno, node.value))
    return sorted(found, key=lambda text: text.line)


def page_texts(page: str, name: str) -> list[Text]:
    """What a template shows: its text line by line, `{{ what }}` kept, tags and instructions taken out.

    Words of attributes that are read aloud or shown (title, alt, placeholder, aria-label) count as text.
    """
    found = []
    for number, line in enumerate(re.sub(r"\{#.*?#\}", "", page, flags=re.DOTALL).splitlines(), 1):
        told = re.findall(r"""(?:title|alt|placeholder|aria-label)=["']([^"']+)["']""", line)
        strings = [
            words
            for call in re.findall(r"\{[{%](.*?)[%}]\}", line)
            for words in re.findall(r"""["']([^"']+)["']""", call)
        ]
        shown = re.sub(r"<[^>]*>|\{%.*?%\}", "\0", line).split("\0")
        found += [Text(name, number, part.strip()) for part in (*told, *strings, *shown) if part.strip()]
    return found


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _formatted(node: ast.JoinedStr) -> str:
    parts = [
        part.value if isinstance(part, ast.Constant) else "{" + ast.unparse(part.value) + "}"
        for part in node.values
        if isinstance(part, ast.Constant | ast.FormattedValue)
    ]
    return "".join(str(part) for part in parts)


def _values(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from _values(each)
    elif isinstance(data, str):
        yield data


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    for text in texts():
        sys.stdout.write(f"{text.file}:{text.line}\t{text.words!r}\n")
