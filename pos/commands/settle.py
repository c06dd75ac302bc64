"""`python -m pos settle DATE`: compares the till's day with the channels' bills and the federation."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from pos.commands.delivery import deliver
from pos.commands.shown import escaped
from pos.domain.calendar import business_date, read_date
from pos.domain.settlement.three_way import SettlementSheet
from pos.errors.ledger import LedgerMissing
from pos.ledger.days import Days
from pos.ledger.readers import Readers
from pos.services.clock import Clock
from pos.services.installation.identity import LEDGER_FILE, load_identity
from pos.services.installation.settings import Settings
from pos.services.reports.settlement_data import settlement_data
from pos.services.reports.settlement_report import settlement_text
from pos.services.settlement.settling import SettlementFiles, settle_day

EXIT_DIFFERENT = 1


def run(
    settings: Settings,
    files: SettlementFiles,
    clock: Clock,
    *,
    date: str,
    form: str,
    output: Path | None,
) -> int:
    """Settle one date and tell it as text, JSON or a workbook. Exit code 0 when all agrees, 1 when not,
    or when there was nothing to compare with.

    It only reads, also while the till is selling. Raises DateUnreadable, LedgerMissing, ReportUnwritable,
    ReportNeedsFile and the Bill… errors.
    """
    asked = read_date(date)
    today = business_date(clock.now_ms())
    others = files.read(asked)
    path = settings.data_dir / LEDGER_FILE
    if not path.exists():
        raise LedgerMissing(path=str(path))
    identity = load_identity(settings.data_dir)
    till_id = settings.till_id if identity is None else identity.till_id
    with closing(Readers(path)) as readers:
        sheet = settle_day(Days(readers), others, till_id=till_id, date=asked, today=max(today, asked))
    _tell(sheet, settings.store_name, form=form, output=output)
    return 0 if sheet.clean else EXIT_DIFFERENT


def _tell(sheet: SettlementSheet, store_name: str, *, form: str, output: Path | None) -> None:
    if form == "xlsx":
        from pos.services.reports.settlement_workbook import settlement_workbook

        deliver(settlement_workbook(sheet, store_name=store_name), output)
        return
    if form == "json":
        told = json.dumps(settlement_data(sheet), ensure_ascii=False, indent=2)
    else:
        told = "\n".join(escaped(line) for line in settlement_text(sheet).splitlines())
    if output is None:
        print(told)
    else:
        deliver(f"{told}\n".encode(), output)
