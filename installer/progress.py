"""Runs other programs and shows progress. It does not interpret their output."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

# A terminal gets a line that moves; a log gets a new line now and then.
_TERMINAL_STEP_SECONDS = 0.1
_LOG_STEP_SECONDS = 10.0
_SHOWN_AFTER_SECONDS = 1.0
_SPINNER = "|/-\\"
_TAIL_LINES = 40


class Stopped(Exception):
    """The tool cannot go on; the text tells the person what to do. It never hides a bug of ours."""


def say(line: str) -> None:
    """Print one line at once, also into a pipe."""
    print(line, flush=True)


def run_aloud(
    command: Sequence[str], *, root: Path, environ: Mapping[str, str], at_most_seconds: float | None = None
) -> int:
    """Run a program that shows its own progress, on our own terminal, and return its exit code.

    One that takes longer than `at_most_seconds` is ended, which is said, and the code is 1.
    """
    try:
        done = subprocess.run(
            list(command), cwd=root, env=dict(environ), check=False, timeout=at_most_seconds
        )
    except subprocess.TimeoutExpired:
        say(f"\nEnded: it had not finished after {at_most_seconds:.0f} s. The last line shows where it hung.")
        return 1
    return done.returncode


def run_quietly(
    command: Sequence[str],
    *,
    title: str,
    log: Path | None,
    environ: Mapping[str, str],
    root: Path | None = None,
    count: Callable[[str], str | None] | None = None,
) -> tuple[int, str]:
    """Run a program, keep what it says, and show `title` with the elapsed time while it works.

    `count` sees each line and may answer with a few words for the progress line. What the program said is
    appended to `log` and returned with the exit code.
    """
    started = time.monotonic()
    said: list[str] = []
    detail = ""
    with (
        subprocess.Popen(
            list(command),
            cwd=root,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process,
        _Ticker(title) as ticker,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                said.append(line)
                if count is not None:
                    detail = count(line) or detail
                    ticker.detail = detail
        except BaseException:
            process.terminate()
            raise
    output = "".join(said)
    if log is not None:
        with log.open("a", encoding="utf-8") as kept:
            kept.write(f"$ {' '.join(command)}\n{output}\n")
    seconds = time.monotonic() - started
    if process.returncode == 0 and seconds > _SHOWN_AFTER_SECONDS:
        say(f"  {title}: done ({seconds:.0f} s)")
    return process.returncode, output


def tail(output: str) -> str:
    """Return the last lines of a program's output, indented: enough to see why it failed."""
    return "\n".join(f"    {line}" for line in output.splitlines()[-_TAIL_LINES:])


class _Ticker:
    """Shows the elapsed time of one piece of work from a thread of its own, until it is left."""

    def __init__(self, title: str) -> None:
        self.detail = ""
        self._title = title
        self._started = time.monotonic()
        self._done = threading.Event()
        self._terminal = sys.stdout.isatty()
        self._thread = threading.Thread(target=self._tick, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._thread.join()

    def _tick(self) -> None:
        if self._done.wait(_SHOWN_AFTER_SECONDS):
            return
        turn = 0
        width = 0
        while True:
            seconds = time.monotonic() - self._started
            text = f"  {self._title} … {seconds:.0f} s" + (f", {self.detail}" if self.detail else "")
            if self._terminal:
                text = f"{text} {_SPINNER[turn % len(_SPINNER)]}"
                sys.stdout.write("\r" + text.ljust(width))
                sys.stdout.flush()
                width = len(text)
            else:
                say(text)
            turn += 1
            if self._done.wait(_TERMINAL_STEP_SECONDS if self._terminal else _LOG_STEP_SECONDS):
                break
        if self._terminal:
            sys.stdout.write("\r" + " " * width + "\r")
            sys.stdout.flush()
