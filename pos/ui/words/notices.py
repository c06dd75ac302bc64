"""Turns errors into the notices the window shows. No Qt."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from pos.errors import IntegrityBroken, PosError
from pos.services.installation.logs import log_line
from pos.ui.words.messages import words

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened and what to do next. The code is for the log and the tests; no screen shows it."""

    title: str
    what_next: str = ""
    code: str = ""
    grave: bool = False


def notice_of(error: PosError) -> Notice:
    """The notice for an error; its code and what the words leave out go into the log."""
    _LOG.info("said: %s", log_line(error))
    said = words(error)
    return Notice(said.title, said.what_next, error.code, grave=isinstance(error, IntegrityBroken))
