"""Makes the virtual environment `.venv` from the lock file. It can be interrupted and repeated."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from installer.progress import Stopped, run_quietly, say, tail

LOCK_FILE = "requirements.lock"
# Raised when this file prepares an environment differently, so that old ones are made anew.
_LAYOUT = 2
_WAIT_FOR_OTHER_SECONDS = 900


def prepare(root: Path) -> Path:
    """Return the Python of a `.venv` that holds the locked packages, after making it as far as needed."""
    home = root / ".venv"
    if _is_ready(home, root):
        return python_of(home)
    with _alone(root):
        # Another run of this tool may have done the work while we waited.
        if not _is_ready(home, root):
            _make(home, root)
    return python_of(home)


def python_of(home: Path) -> Path:
    """Return the path of the environment's own Python."""
    return home / "Scripts" / "python.exe" if os.name == "nt" else home / "bin" / "python"


def child_environ() -> dict[str, str]:
    """Return the environment for the programs we start: the person's own, with texts in UTF-8 everywhere."""
    return {**os.environ, "PYTHONUTF8": "1"}


def _is_ready(home: Path, root: Path) -> bool:
    stamp = home / "huimin-ready"
    if not python_of(home).exists() or not stamp.exists():
        return False
    return stamp.read_text(encoding="utf-8") == _fingerprint(root)


def _fingerprint(root: Path) -> str:
    """Say what an environment was made from: when any of it changes, it is brought up to date."""
    lock = hashlib.sha256((root / LOCK_FILE).read_bytes()).hexdigest()
    return f"layout {_LAYOUT}\nlock {lock}\nroot {root}\n"


def _make(home: Path, root: Path) -> None:
    say(f"Setting up {home.name} with Python {sys.version.split()[0]}")
    ready, started = home / "huimin-ready", home / "huimin-started"
    environ = child_environ()
    # A run that was cut off may have left half a package that looks whole, so that environment starts again.
    # The downloads are in pip's own cache, so little is lost.
    if started.exists() or not _works(python_of(home)):
        command = [sys.executable, "-m", "venv", "--clear", str(home)]
        code, output = run_quietly(command, title="virtual environment", log=None, environ=environ)
        if code != 0:
            raise Stopped(f"The virtual environment could not be made:\n{tail(output)}")
    ready.unlink(missing_ok=True)
    started.touch()
    _install_lock(home, root, environ)
    _point_to_checkout(home, root)
    started.unlink()
    ready.write_text(_fingerprint(root), encoding="utf-8")


def _works(python: Path) -> bool:
    """Say whether an environment has a Python as new as ours and a pip that start."""
    probe = "import pip, sys; raise SystemExit(sys.version_info < (3, 11))"
    with contextlib.suppress(OSError):
        return subprocess.run([str(python), "-c", probe], capture_output=True, check=False).returncode == 0
    return False


def _install_lock(home: Path, root: Path, environ: dict[str, str]) -> None:
    lock = root / LOCK_FILE
    total = len(re.findall(r"^[A-Za-z0-9_.-]+==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    seen: set[str] = set()

    def count(line: str) -> str | None:
        found = re.match(r"(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9_.-]+)", line)
        if found is not None:
            seen.add(found[1].lower())
            return f"{len(seen)} of about {total} packages"
        return "installing them" if line.startswith("Installing collected") else None

    command = [str(python_of(home)), "-m", "pip", "install", "--progress-bar", "off"]
    # The person's own pip settings (mirrors, certificates) hold; only what would break an environment is set.
    command += ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    environ = {**environ, "PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    log = home / "setup.log"
    code, output = run_quietly(command, title="packages", log=log, environ=environ, count=count)
    if code != 0:
        raise Stopped(
            f"pip could not install the locked packages:\n{tail(output)}\n"
            f"The whole record is in {log.relative_to(root)}.\n"
            "If the network failed, run the same command again.\n"
            "Behind a mirror or a proxy, set pip up for it first (pip config)."
        )


def _point_to_checkout(home: Path, root: Path) -> None:
    """Make `import pos` work from any folder. One line in one file: nothing is built or copied."""
    probe = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([str(python_of(home)), "-c", probe], capture_output=True, text=True, check=True)
    pointer = Path(answer.stdout.strip()) / "huimin-till.pth"
    # A line of code, not the bare path: that would be read in the system's own encoding, and a folder with a
    # Chinese name would be lost on some.
    pointer.write_text(f"import sys; sys.path.append({str(root)!a})\n", encoding="ascii")


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one set-up work at a time in this checkout; a second one waits for the first and says so."""
    if sys.platform == "win32":
        yield  # Windows refuses to replace files that are in use, which is guard enough here.
        return
    import fcntl

    waited = 0
    with (root / ".venv.lock").open("w", encoding="utf-8") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waited >= _WAIT_FOR_OTHER_SECONDS:
                    raise Stopped("Another set-up of this checkout has been running for too long.") from None
                if waited % 10 == 0:
                    say(f"  another set-up of this checkout is running; waiting … {waited} s")
                time.sleep(1)
                waited += 1
            else:
                break
        yield
