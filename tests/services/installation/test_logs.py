"""What a screen says in words stands with its code in the till's log, and nothing that was typed does."""

from __future__ import annotations

import logging
from pathlib import Path

from pos.errors.ledger import LedgerUnwritable
from pos.errors.typed import BarcodeUnknown
from pos.services.installation.logs import LOG_FILE, logging_into
from pos.ui.words.notices import notice_of


def test_the_log_names_the_code_of_what_was_said_and_nothing_that_was_typed(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with logging_into(folder):
        notice_of(LedgerUnwritable(reason="full", detail="database or disk is full"))
        notice_of(BarcodeUnknown(barcode="6212345678901234"))
    notice_of(LedgerUnwritable(reason="io"))  # The log is closed: this one stands nowhere.
    told = (folder / LOG_FILE).read_text("utf-8").splitlines()
    assert len(told) == 2
    assert told[0].endswith("said: ledger.unwritable reason='full' detail='database or disk is full'")
    assert told[1].endswith("said: barcode.unknown")


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    before = list(logging.getLogger().handlers)
    with logging_into(tmp_path / "file"):
        assert logging.getLogger().handlers == before
