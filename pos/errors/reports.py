"""Why a report cannot be written."""

from __future__ import annotations

from pos.errors import OperatingError, RuleBroken


class ReportUnwritable(OperatingError):
    """A report cannot be put into its file: no room, no right, or it is open. Facts: path, cause, reason."""

    code = "report.unwritable"


class ReportNeedsFile(RuleBroken):
    """A report of bytes was asked for on a terminal. Facts: none."""

    code = "report.needs_file"
