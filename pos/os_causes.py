"""Turns an operating system's file error into one of a few causes that a person can act on.

The system's own sentence is English, or of the language it was installed in; it goes to the log as `reason`.
The words for a cause live in `pos.ui.words.causes`.
"""

from __future__ import annotations

import errno
from typing import Final

OTHER: Final = "os.other"
_CAUSES: Final = {  # All of them are known to Windows, Linux and macOS.
    errno.ENOENT: "os.not_there",
    errno.ENOTDIR: "os.not_there",
    errno.ENXIO: "os.not_there",
    errno.ENODEV: "os.not_there",
    errno.EACCES: "os.not_allowed",
    errno.EPERM: "os.not_allowed",
    errno.EROFS: "os.read_only",
    errno.ENOSPC: "os.disk_full",
    errno.EDQUOT: "os.disk_full",
    errno.EISDIR: "os.is_a_folder",
    errno.EEXIST: "os.exists",
    errno.EBUSY: "os.in_use",
    errno.ETXTBSY: "os.in_use",
    errno.ENAMETOOLONG: "os.name_too_long",
    errno.EIO: "os.device_failed",
}
_WINDOWS_SHARING: Final = (32, 33)  # Another program has the file open.


def os_cause(error: OSError) -> str:
    """The cause of an error of the system; `os.other` when it is none that a person can tell apart."""
    if getattr(error, "winerror", None) in _WINDOWS_SHARING:
        return "os.in_use"
    return _CAUSES.get(error.errno or 0, OTHER)


def all_os_causes() -> frozenset[str]:
    """Every cause there is, for the test that each has words."""
    return frozenset(_CAUSES.values()) | {OTHER, "os.in_use"}
