"""The log: one JSON object per line on standard error, without keys, codes, signatures or card numbers."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any, Final

_FACTS: Final = "facts"

log: Final = logging.getLogger("monitor")


def note(event: str, *, level: int = logging.INFO, fault: BaseException | None = None, **facts: Any) -> None:
    """Write one line: what happened, with its facts. Callers pass no secrets and no card numbers."""
    log.log(level, event, extra={_FACTS: facts}, exc_info=fault)


def set_up() -> None:
    """Send the platform's lines, and warnings of its libraries, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, _FACTS, {}),
        }
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
