"""`python -m tests.simulation.district.planted [WORD…]`: plants each fault, says who found it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.simulation.district.faults import FAULTS, Fault

_ROOT: Final = Path(__file__).parents[3]
_COPIED: Final = ("pos", "sync", "monitor", "resources", "tests")
_SECONDS_MAX: Final = 120


def found_by(fault: Fault, root: Path) -> tuple[int, str] | None:
    """The first seed that finds a fault, and the broken invariant; None when no seed does.

    Raises LookupError unless the text to change stands there once.
    """
    path = root / fault.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(fault.old) != 1:
        raise LookupError(f"{fault.what}: {fault.old!r} stands {whole.count(fault.old)} times")
    path.write_text(whole.replace(fault.old, fault.new), encoding="utf-8")
    try:
        for seed in fault.seeds:
            if (invariant := _play(root, seed=seed, calm=fault.calm)) is not None:
                return seed, invariant
        return None
    finally:
        path.write_text(whole, encoding="utf-8")


def _play(root: Path, *, seed: int, calm: bool) -> str | None:
    words = ["--small", "--no-shrink", "--seed", str(seed), "--offline", "0.1"]
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-B",
                "-m",
                "tests.simulation.district",
                *words,
                *(["--no-faults"] if calm else []),
            ],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=_SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "hang"
    lines = done.stdout.splitlines()
    try:
        broken = json.loads(lines[-1])["invariants_broken"]
    except (IndexError, ValueError, KeyError):
        return "crash"
    return str(broken[0]) if broken else None


def copied(folder: Path) -> Path:
    """A copy of the code that may be changed."""
    for name in _COPIED:
        shutil.copytree(_ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(_ROOT / "pyproject.toml", folder)
    return folder


def main(words: list[str]) -> int:
    """Try the faults that have one of the words in their name; return how many were not found."""
    chosen = [each for each in FAULTS if not words or any(word in each.what for word in words)]
    missed = 0
    with tempfile.TemporaryDirectory(prefix="district-planted-") as folder:
        root = copied(Path(folder))
        for each in chosen:
            found = found_by(each, root)
            missed += found is None
            said = "NOT FOUND" if found is None else f"seed {found[0]}  {found[1]}"
            print(f"{said:20} {each.file:36} {each.what}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} found")
    return missed


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
