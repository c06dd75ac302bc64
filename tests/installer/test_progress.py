"""What other programs say is kept, also when they fail, and never waits for a keyboard."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from installer import progress


def test_output_and_exit_code_come_back_and_are_recorded(tmp_path: Path) -> None:
    log = tmp_path / "setup.log"
    script = "import sys; print('一行'); print('to the other stream', file=sys.stderr); sys.exit(3)"
    environ = {**os.environ, "PYTHONUTF8": "1"}
    code, output = progress.run_quietly(
        [sys.executable, "-c", script], title="work", log=log, environ=environ
    )
    assert code == 3
    assert sorted(output.splitlines()) == ["to the other stream", "一行"]
    assert "一行" in log.read_text(encoding="utf-8")


def test_a_program_that_asks_gets_no_answer_instead_of_a_hang() -> None:
    command = [sys.executable, "-c", "input()"]
    code, output = progress.run_quietly(command, title="work", log=None, environ=os.environ)
    assert code == 1
    assert "EOFError" in output


def test_a_program_that_hangs_is_ended_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert progress.run_aloud(command, root=tmp_path, environ=os.environ, at_most_seconds=0.3) == 1
    assert "had not finished" in capsys.readouterr().out


def test_only_the_end_of_a_long_output_is_shown() -> None:
    shown = progress.tail("\n".join(str(number) for number in range(1_000)))
    assert shown.splitlines()[-1].strip() == "999"
    assert len(shown.splitlines()) == 40


def test_long_work_is_announced_in_a_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_SHOWN_AFTER_SECONDS", 0.0)
    code, _output = progress.run_quietly(
        [sys.executable, "-c", "print('Collecting one')"],
        title="packages",
        log=None,
        environ=os.environ,
        count=lambda _line: "1 of 2",
    )
    assert code == 0
    assert "  packages … 0 s" in capsys.readouterr().out
