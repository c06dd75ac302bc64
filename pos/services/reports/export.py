"""Putting a report into a file: whole or not at all, and in words when the old one is open elsewhere."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pos.errors import ReportUnwritable
from pos.os_causes import os_cause


def write_report(path: Path, content: bytes) -> None:
    """Put a file in its place in one step, over an older one; make the folder. Raises ReportUnwritable."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise ReportUnwritable(path=str(path), cause=os_cause(error), reason=str(error)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
