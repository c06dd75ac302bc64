"""`python -m tests.mutations [WORD…]`: plant each fault in a copy of the code, run its tests, say who saw it.

Ends with 0 when every fault was seen. A WORD picks the faults that have it in their name or folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Final

from tests.mutations.planted import PLANTED, Planted

ROOT: Final = Path(__file__).parents[2]
_COPIED: Final = ("pos", "sync", "monitor", "installer", "resources", "tests", "docs")
_SECONDS_MAX: Final = 3_600  # A fault that makes its tests hang was seen.
_GREEN, _RED = 0, 1  # What pytest ends with; anything else is no answer.


def place_of(planted: Planted, root: Path) -> Path:
    """The file that holds the text to change. Raises LookupError unless it stands in one place once."""
    found = [
        path
        for path in sorted((root / planted.layer).rglob("*.py"))
        for _time in range(path.read_text(encoding="utf-8").count(planted.old))
    ]
    if len(found) != 1:
        raise LookupError(f"{planted.what}: {planted.old!r} stands {len(found)} times below {planted.layer}")
    return found[0]


def files_that_see(planted: Planted, root: Path) -> list[Path]:
    """The files of its tests, in the rooms of its layer. Raises LookupError when there is none of a name."""
    found = []
    for each in planted.tests:
        layer, _, name = each.rpartition("/")
        below = root / "tests" / (layer or planted.layer.rpartition("/")[2])
        files = sorted(below.rglob(f"test_{name}.py"))
        if not files:
            raise LookupError(f"{planted.what}: there is no test_{name}.py")
        found += files
    return found


def is_seen(planted: Planted, root: Path) -> bool:
    """Plant a fault in a copy of the code and say whether its tests see it; the copy is whole again then."""
    path = place_of(planted, root)
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace(planted.old, planted.new), encoding="utf-8")
    try:
        code = _run(files_that_see(planted, root), root, "-x")
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(whole, encoding="utf-8")
    assert code in (_GREEN, _RED), f"{planted.what}: pytest ended with {code}"
    return code == _RED


def _run(files: list[Path], root: Path, *options: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=no", "-p", "no:cacheprovider", *options, *files],
        cwd=root,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS_MAX,
        check=False,
    ).returncode


@contextmanager
def _copies(count: int) -> Iterator[Queue[Path]]:
    with tempfile.TemporaryDirectory(prefix="huimin-mutations-") as folder:
        free: Queue[Path] = Queue()
        for number in range(count):
            root = Path(folder) / str(number)
            for name in _COPIED:
                if (ROOT / name).is_dir():
                    shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            for name in ("pyproject.toml", "README.md"):
                shutil.copy(ROOT / name, root)
            free.put(root)
        yield free


def main(words: list[str], *, jobs: int) -> int:
    """Try the faults that a word picks, all without one; return how many were not seen."""
    chosen = [each for each in PLANTED if not words or any(w in f"{each.what} {each.layer}" for w in words)]
    begun = time.monotonic()
    with _copies(jobs) as free, ThreadPoolExecutor(jobs) as pool:
        root = free.get()
        files = sorted({path for each in chosen for path in files_that_see(each, root)})
        assert _run(files, root) == _GREEN, "the tests fail without any fault"
        free.put(root)

        def tried(planted: Planted) -> bool:
            mine = free.get()
            try:
                return is_seen(planted, mine)
            finally:
                free.put(mine)

        missed = 0
        for planted, seen in zip(chosen, pool.map(tried, chosen), strict=True):
            missed += not seen
            print(f"{'killed  ' if seen else 'SURVIVED'}  {planted.layer:10}  {planted.what}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} killed, {time.monotonic() - begun:.0f} s, {jobs} jobs")
    return missed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    sys.exit(1 if main(given.words, jobs=given.jobs) else 0)
