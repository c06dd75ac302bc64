"""The commands of `dev.py`. Each prepares the checkout first, so it works in a fresh clone."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from installer import checks, environment, system
from installer.progress import Stopped, run_aloud, say

COMMANDS = {
    "setup": "make .venv and install the locked packages",
    "run": "open a demo shop: platform, printer and till",
    "test": "everything that must be green; words after it go to pytest",
    "bench": "measure against the limits of this machine",
    "format": "format the code and repair what can be repaired",
}


def main(arguments: Sequence[str], *, root: Path) -> int:
    """Run one command and return its exit code; missing parts of the machine are named in plain words."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="The developer's tool of this checkout.",
        epilog="\n".join(f"  {name:8}{text}" for name, text in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="setup|run|test|bench|format")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to what the command runs")
    asked = parser.parse_args(arguments)
    try:
        return _run(asked.command, asked.rest, root=root)
    except Stopped as stopped:
        say("")
        say(str(stopped))
        return 2
    except KeyboardInterrupt:
        say("")
        say("Interrupted. The same command goes on where this one stopped.")
        return 130


def _run(command: str, rest: list[str], *, root: Path) -> int:
    system.prepare(window=command == "run")
    python = environment.prepare(root)
    if command == "setup":
        say("Ready. Next: python3 installer/dev.py run   or   python3 installer/dev.py test")
        return 0
    if command == "test":
        return checks.run_all(python, root, pytest_arguments=rest)
    if command == "format":
        return checks.format_code(python, root)
    module = {"run": "installer.demo", "bench": "tests.benchmarks"}[command]
    if not any((root / module.replace(".", "/")).with_suffix(suffix).exists() for suffix in ("", ".py")):
        raise Stopped(f"This checkout has no {module} yet, so there is nothing to {command}.")
    environ = environment.child_environ()
    if command == "bench" and "DISPLAY" not in os.environ:
        environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return run_aloud([str(python), "-m", module, *rest], root=root, environ=environ)
