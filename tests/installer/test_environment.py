"""The virtual environment is made once, renewed when the lock changes, and not trusted when unfinished."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from installer import environment
from installer.progress import Stopped

Answer = tuple[int, str]


class Tools:
    """Stands for venv and pip: it notes what was asked and makes the one file that a real run would leave."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.asked: list[str] = []
        self.pip_fails = False

    def run(
        self,
        command: Sequence[str],
        *,
        title: str,
        log: Path | None,
        environ: Mapping[str, str],
        root: Path | None = None,
        count: Callable[[str], str | None] | None = None,
    ) -> Answer:
        self.asked.append("venv" if "venv" in command else "pip")
        if "venv" in command:
            python = environment.python_of(self.home)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.unlink(missing_ok=True)
            python.symlink_to(sys.executable)
            (self.home / "huimin-started").unlink(missing_ok=True)
            return 0, ""
        assert "--require-hashes" in command
        return (1, "ERROR: no network") if self.pip_fails else (0, "")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text("one==1.0 \\\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def tools(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    made = Tools(checkout / ".venv")
    monkeypatch.setattr(environment, "run_quietly", made.run)
    monkeypatch.setattr(environment, "_point_to_checkout", lambda _home, _root: None)
    monkeypatch.setattr(environment, "_works", lambda python: python.exists())
    return made


def test_the_second_run_has_nothing_to_do(checkout: Path, tools: Tools) -> None:
    environment.prepare(checkout)
    environment.prepare(checkout)
    assert tools.asked == ["venv", "pip"]


def test_a_changed_lock_is_installed_into_the_same_environment(checkout: Path, tools: Tools) -> None:
    environment.prepare(checkout)
    (checkout / "requirements.lock").write_text("one==1.1 \\\n", encoding="utf-8")
    environment.prepare(checkout)
    assert tools.asked == ["venv", "pip", "pip"]


def test_what_an_interrupted_run_left_is_not_trusted(checkout: Path, tools: Tools) -> None:
    tools.pip_fails = True
    with pytest.raises(Stopped, match="no network"):
        environment.prepare(checkout)
    tools.pip_fails = False
    environment.prepare(checkout)
    assert tools.asked == ["venv", "pip", "venv", "pip"]
