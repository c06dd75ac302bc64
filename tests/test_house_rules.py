"""The rules of the house that no off-the-shelf tool knows, each with the reason why the build breaks."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("pos", "sync", "monitor", "installer")

# Only these read the time of day; everything else is handed a clock, so that any day can be replayed.
CLOCKS = ("pos/services/clock.py", "monitor/clock.py", "sync/client/", "installer/", "tests/")
TIME_OF_DAY = {
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
}  # fmt: skip

DOMAIN_WORDS = {
    "float": "money and quantities are whole numbers",
    "complex": "money and quantities are whole numbers",
    "round": "it rounds halves to even; pos/domain/money.py has the rounding with a name",
    "open": "the rules read no file",
    "print": "the rules do not talk",
    "input": "the rules do not ask",
    "eval": "the rules run no text",
    "exec": "the rules run no text",
}
DOMAIN_MODULES = {
    "asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "socket",
    "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip

QT = ("PySide6", "shiboken6")
# Who may know which of our packages: the first entry that fits a file decides. tests/test_imports.py holds
# what has to be true along chains of imports; this table is about each single one.
SHARED = ("pos.domain", "pos.crypto", "pos.errors", "pos.arguments", "pos.language", "pos.os_causes")
MAY_KNOW = {
    "pos/domain/": ("pos.domain", "pos.errors"),
    "pos/errors/": ("pos.errors",),
    "pos/arguments.py": (),
    "pos/language.py": (),
    "pos/os_causes.py": (),
    "pos/bootstrap.py": ("pos", "sync"),
    "pos/platform_line.py": ("pos", "sync"),
    "pos/neighbour_line.py": ("pos", "sync.neighbours"),
    "pos/": ("pos", "sync.protocol"),
    "sync/protocol/": ("sync.protocol", *SHARED),
    "sync/": ("sync", *SHARED),
    "monitor/": ("monitor", "sync.protocol", *SHARED),
}
# Only these draw. Everything else of the till also runs without a screen.
MAY_DRAW = ("pos/ui/", "pos/bootstrap.py", "pos/__main__.py", "installer/")
LINES_MAX = 400
# A longer file needs a reason here. A table of data is one; "it grew" is none.
LONGER_WITH_REASON = {
    "pos/ui/words/messages.py": "the words of every error, in one table: looked up, not read",
}

MADE_BY_TOOLS = {
    ".git", ".venv", ".venv.lock", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache",
    ".import_linter_cache", ".hypothesis", "data", "demo-out",
}  # fmt: skip

# What tells about the machine a file was written on, or opens a door.
LEAKS = {
    "a person's home folder": r"(?<![\w.])/home/[a-z][\w-]*/|(?<![\w.])/root/|[A-Z]:\\Users\\\w",
    "the host of a package index": r"https?://[^/\s\"']*(?:pypi|pythonhosted|npmjs|deb\.debian|mirror)[^\s\"']*",
    "a package index of one's own": r"--(?:extra-)?index-url|--find-links|--trusted-host",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for such an expression, and nothing for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give line and full name of everything a module imports; house rule: no import is relative."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide who knows whom"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def domain_offences(source: str) -> list[str]:
    """Say, line by line, what in this source does not belong into pure rules."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{node.lineno}: the number {node.value!r}: {DOMAIN_WORDS['float']}")
        elif isinstance(node, ast.Name) and node.id in DOMAIN_WORDS:
            found.append(f"{node.lineno}: {node.id}: {DOMAIN_WORDS[node.id]}")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"{node.lineno}: a true division: it makes a float")
    for line, module in imported(ast.parse(source)):
        first = module.partition(".")[0]
        if first in DOMAIN_MODULES:
            found.append(f"{line}: {module}: no clock, chance, file or thread in pure rules")
        elif first not in {"pos", "msgspec", *sys.stdlib_module_names}:
            found.append(f"{line}: {module}: the rules use the standard library and msgspec only")
    return found


@pytest.mark.parametrize("path", list(python_files("pos/domain")), ids=name_of)
def test_the_rules_are_pure(path: Path) -> None:
    assert domain_offences(path.read_text(encoding="utf-8")) == []


def test_impure_rules_would_be_noticed() -> None:
    for source in (
        "x = 0.6", "x = float('1')", "x = round(y)", "x = a / b", "a /= b", "open('x')", "print(1)",
        "import time", "from random import choice", "import sqlalchemy",
    ):  # fmt: skip
        assert len(domain_offences(source)) == 1, source
    assert (
        domain_offences("import hashlib\nimport msgspec\nfrom pos.errors import RuleBroken\nx = a // b") == []
    )


@pytest.mark.parametrize("path", list(python_files(*SOURCES)), ids=name_of)
def test_a_module_opens_with_one_sentence(path: Path) -> None:
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert words, "say what the module is, and what it is not"
    assert words.splitlines()[0][-1] in ".:;", "the first line is a sentence, so it ends like one"


@pytest.mark.parametrize("path", list(python_files(*SOURCES)), ids=name_of)
def test_only_a_clock_reads_the_time_of_day(path: Path) -> None:
    if name_of(path).startswith(CLOCKS):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reads = [
        f"{node.lineno}: {dotted(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and dotted(node) in TIME_OF_DAY
    ]
    assert reads == [], "take the clock as an argument"


def foreign_imports(name: str, source: str) -> list[str]:
    """Say which of our own packages this file imports although it must not know them."""
    known = next(packages for prefix, packages in MAY_KNOW.items() if name.startswith(prefix))
    return [
        f"{line}: {module}"
        for line, module in imported(ast.parse(source))
        if module.split(".")[0] in {"pos", "sync", "monitor", "installer", "tests"}
        and not any(f"{module}.".startswith(f"{package}.") for package in known)
    ]


@pytest.mark.parametrize("path", list(python_files("pos", "sync", "monitor")), ids=name_of)
def test_a_file_knows_only_the_packages_it_may_know(path: Path) -> None:
    assert foreign_imports(name_of(path), path.read_text(encoding="utf-8")) == []


def test_a_forbidden_import_would_be_noticed() -> None:
    for name, source in (
        ("pos/domain/money.py", "import pos.ledger.journal"),
        ("pos/domain/money.py", "from pos import crypto"),
        ("pos/services/till.py", "from sync.client import worker"),
        ("pos/ui/window.py", "import monitor"),
        ("sync/protocol/codec.py", "from sync.client.uploader import Uploader"),
        ("sync/client/uploader.py", "from pos.ledger.journal import Journal"),
        ("monitor/ingest/receiving.py", "from pos.services import checkout"),
        ("monitor/ingest/receiving.py", "from sync import client"),
        ("pos/errors/selling.py", "from pos.domain import money"),
    ):
        assert len(foreign_imports(name, source)) == 1, (name, source)
    assert foreign_imports("pos/bootstrap.py", "from sync.client import worker") == []
    assert (
        foreign_imports(
            "monitor/ingest/receiving.py", "from pos.domain.selling.quote import quote\nimport sync.protocol"
        )
        == []
    )


@pytest.mark.parametrize("path", list(python_files("pos", "sync", "monitor")), ids=name_of)
def test_only_screens_know_qt_and_presenters_are_none(path: Path) -> None:
    if not name_of(path).startswith(MAY_DRAW) or path.stem.endswith("presenter"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert [module for _line, module in imported(tree) if module.startswith(QT)] == []


@pytest.mark.parametrize("path", list(python_files(*SOURCES, "tests")), ids=name_of)
def test_a_file_can_be_taken_in_at_a_glance(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    allowed = lines <= LINES_MAX or name_of(path) in LONGER_WITH_REASON
    assert allowed, f"{lines} lines: split it, or give a reason"


def test_no_reason_outlives_its_long_file() -> None:
    for name, reason in LONGER_WITH_REASON.items():
        assert reason
        lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
        assert lines > LINES_MAX, f"{name} is short again"


def project_files() -> list[str]:
    """Name every file that a clone would have; without git, every file that is not made by a tool."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        asked = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        return sorted(set(asked.stdout.decode().split("\0")) - {""})
    found = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in MADE_BY_TOOLS]
        found += [name_of(Path(folder, name)) for name in names if name not in MADE_BY_TOOLS]
    return sorted(found)


def project_texts() -> Iterator[tuple[str, str]]:
    """Give name and content of every text file of the project."""
    for name in project_files():
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes())[:8_192]:
            yield name, content.decode("utf-8", errors="replace")


def test_no_file_tells_about_the_machine_it_was_written_on() -> None:
    patterns = {why: re.compile(pattern) for why, pattern in LEAKS.items()}
    if len(ROOT.parts) > 2:
        patterns["the folder of this checkout"] = re.compile(rf"(?<![\w.]){re.escape(str(ROOT))}(?![\w-])")
    here = name_of(Path(__file__))
    found = [
        f"{name}: {why}: {hit[0]!r}"
        for name, text in project_texts()
        if name != here  # The patterns themselves stand in this file.
        for why, pattern in patterns.items()
        if (hit := pattern.search(text))
    ]
    assert found == []


def test_qt_keeps_none_alive(qtbot: QtBot) -> None:
    """PySide6 6.12.0 drops a reference to None at each call: on Python 3.11 a till dies of it in minutes."""
    assert tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2]) < (6, 12)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setWindowTitle("x")
    before = sys.getrefcount(None)
    for _turn in range(200):
        widget.setWindowTitle("x")
    # From Python 3.12 on None cannot die and this stands still; then only the version above guards us.
    assert abs(sys.getrefcount(None) - before) < 20


def test_qt_and_its_binding_are_held_below_the_version_that_aborts() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    till = set(project["optional-dependencies"]["till"])
    assert {"PySide6-Essentials>=6.8,<6.12", "shiboken6>=6.8,<6.12"} <= till
    assert version("PySide6-Essentials") == version("shiboken6")


def test_the_lock_holds_only_names_versions_and_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    expected = re.compile(r"[\w.-]+==[\w.!+-]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    # .*")
    assert [line for line in lock.splitlines() if not expected.fullmatch(line)] == []
    assert "://" not in lock
