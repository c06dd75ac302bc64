"""Runs all checks that must pass before a change goes in, and prints a table of results."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

from installer.environment import child_environ
from installer.progress import run_aloud, run_quietly, say

PACKAGES = ("pos", "sync", "monitor", "installer", "tests")
_Arguments = ParamSpec("_Arguments")
# Import-linter has no module to start with `-m`, and its script is not where Windows looks.
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# All tests: one worker for each core, a file of tests always in one worker, for its tests share fixtures.
# A worker that crashes ends the run: a new one would be given the crashed file again, and may wait for ever.
# The files are given out as tests/order.py has them, the long ones first; xdist would begin with those that
# have most tests, which are the quick ones.
BESIDE_ONE_ANOTHER = [
    "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0",
]  # fmt: skip
# A run that hangs counts as failed. On an idle machine it takes a third of this.
PYTEST_SECONDS_MAX = 40 * 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step went."""

    name: str
    code: int
    seconds: float


def run_all(python: Path, root: Path, *, pytest_arguments: Sequence[str]) -> int:
    """Run every check, also after one has failed, and return 0 only when all passed."""
    present = [name for name in PACKAGES if (root / name).is_dir()]
    quiet = {
        "ruff check": ["-m", "ruff", "check", *present],
        "ruff format": ["-m", "ruff", "format", "--check", *present],
        "mypy strict": ["-m", "mypy", *present],
        "import contracts": ["-c", _LINT_IMPORTS, "--no-logo"],
    }
    outcomes = [_timed(name, _quiet_step, python, root, name, words) for name, words in quiet.items()]
    outcomes.append(_timed("pytest", _pytest, python, root, list(pytest_arguments)))
    say("")
    for outcome in outcomes:
        say(f"  {'ok' if outcome.code == 0 else 'FAILED':8}{outcome.name:20}{outcome.seconds:8.1f} s")
    say(f"  {'':8}{'together':20}{sum(outcome.seconds for outcome in outcomes):8.1f} s")
    return 0 if all(outcome.code == 0 for outcome in outcomes) else 1


def format_code(python: Path, root: Path) -> int:
    """Format the code and let ruff repair what it can; what it cannot is printed, and the code is not 0."""
    environ = child_environ()
    present = [name for name in PACKAGES if (root / name).is_dir()]
    repaired = run_aloud([str(python), "-m", "ruff", "check", "--fix", *present], root=root, environ=environ)
    formatted = run_aloud([str(python), "-m", "ruff", "format", *present], root=root, environ=environ)
    return repaired or formatted


def _quiet_step(python: Path, root: Path, name: str, words: list[str]) -> int:
    """Run a checker that has nothing to say when all is well; print what it says only when it fails."""
    code, output = run_quietly(
        [str(python), *words], title=name, log=None, environ=child_environ(), root=root
    )
    if code != 0:
        say(f"{name} found something:")
        say(output.rstrip())
    return code


def _pytest(python: Path, root: Path, arguments: list[str]) -> int:
    environ = child_environ()
    environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Compiled once for every worker and every program a test starts, also where Python is to keep nothing.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environ["PYTHONPYCACHEPREFIX"] = str(python.parents[1] / "bytecode")
    say("  pytest:")
    chosen = arguments or BESIDE_ONE_ANOTHER
    return run_aloud(
        [str(python), "-m", "pytest", *chosen],
        root=root,
        environ=environ,
        at_most_seconds=PYTEST_SECONDS_MAX,
    )


def _timed(
    name: str, step: Callable[_Arguments, int], *given: _Arguments.args, **named: _Arguments.kwargs
) -> Outcome:
    started = time.monotonic()
    code = step(*given, **named)
    return Outcome(name=name, code=code, seconds=time.monotonic() - started)
