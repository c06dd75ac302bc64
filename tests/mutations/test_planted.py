"""The faults still fit: each text stands where it can be changed, and its tests are there.

The faults themselves are tried by `python -m tests.mutations`, which takes minutes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.mutations.__main__ import ROOT, files_that_see, is_seen, place_of
from tests.mutations.planted import PLANTED, Planted


def test_every_fault_can_be_planted_and_changes_something() -> None:
    assert len(PLANTED) >= 50
    assert len({each.what for each in PLANTED}) == len(PLANTED)
    for each in PLANTED:
        source = place_of(each, ROOT).read_text(encoding="utf-8")
        compile(source.replace(each.old, each.new), each.what, "exec")
        assert each.old != each.new
        assert files_that_see(each, ROOT)


def test_a_fault_is_seen_or_not_and_leaves_the_code_whole(tmp_path: Path) -> None:
    (tmp_path / "pos").mkdir()
    (tmp_path / "pos" / "__init__.py").touch()
    code = tmp_path / "pos" / "sums.py"
    code.write_text("def add(a: int, b: int) -> int:\n    return a + b + 0\n", encoding="utf-8")
    (tmp_path / "tests" / "pos").mkdir(parents=True)
    (tmp_path / "tests" / "pos" / "test_sums.py").write_text(
        "from pos.sums import add\n\ndef test_add() -> None:\n    assert add(1, 2) == 3\n", encoding="utf-8"
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    before = code.read_bytes()

    assert is_seen(Planted("a sum is a difference", "pos", "a + b", "a - b", ("sums",)), tmp_path)
    assert not is_seen(Planted("nothing is added twice", "pos", "+ 0", "+ 0 + 0", ("sums",)), tmp_path)
    assert code.read_bytes() == before
    with pytest.raises(LookupError, match="stands 2 times"):
        place_of(Planted("where is it", "pos", ": int", ": str", ("sums",)), tmp_path)
    with pytest.raises(LookupError, match="no test_minus"):
        files_that_see(Planted("who sees it", "pos", "a + b", "a", ("minus",)), tmp_path)
