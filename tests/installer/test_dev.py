"""The developer's command line, tried from outside as a newcomer would."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DEV = ROOT / "installer" / "dev.py"


def test_an_old_python_can_read_the_file_that_refuses_it() -> None:
    # Otherwise people would see a syntax error instead of the sentence that helps them.
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_the_commands_are_listed_for_somebody_who_asks() -> None:
    answer = subprocess.run([sys.executable, str(DEV), "--help"], capture_output=True, text=True, check=True)
    for command in ("setup", "run", "test", "bench", "format"):
        assert f"  {command} " in answer.stdout


def test_an_unknown_command_is_refused_before_anything_is_changed() -> None:
    answer = subprocess.run([sys.executable, str(DEV), "sell"], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "invalid choice: 'sell'" in answer.stderr


def test_the_server_runs_what_a_developer_runs() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "set -euo pipefail",
        'cd "$(dirname "$0")/.."',
        "python3 installer/dev.py test",
    ]
