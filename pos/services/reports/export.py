"""Writes a report into a file, whole or not at all, and says so when the old file is open elsewhere."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pos.errors.reports import ReportUnwritable
from pos.os_causes import os_cause


def write_report(path: Path, content: bytes, *, make_folder: bool) -> None:
    """Put a file in its place in one step, over an older one. Raises ReportUnwritable.

    `make_folder` for the till's own folder; a missing folder that a person typed is a typing
    mistake and is reported.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise ReportUnwritable(path=str(path), cause=os_cause(error), reason=str(error)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
