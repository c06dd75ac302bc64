"""Writes a command's report to a file or a pipe. It never writes bytes to a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from pos.commands.shown import escaped
from pos.errors.reports import ReportNeedsFile
from pos.services.reports.export import write_report


def deliver(content: bytes, output: Path | None) -> None:
    """Write a report's bytes. Raises ReportUnwritable, or ReportNeedsFile when a terminal would get them."""
    if output is not None:
        write_report(output, content, make_folder=False)
        print(f"已写入 {escaped(str(output))}", file=sys.stderr)
    elif sys.stdout.isatty():
        raise ReportNeedsFile
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
