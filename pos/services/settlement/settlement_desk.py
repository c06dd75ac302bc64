"""Runs the three-way settlement for the window: finds the bills, settles a date, writes the workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pos.domain.calendar import BusinessDate, business_date, moved_date
from pos.domain.paying.tender import TenderKind
from pos.domain.people.permission import Act
from pos.domain.settlement.three_way import BenefitDay, SettlementSheet
from pos.errors import PosError
from pos.ledger.days import Days
from pos.services.clock import Clock
from pos.services.people.permissions import PermissionDesk
from pos.services.ports import DayLookup
from pos.services.reports.export import write_report
from pos.services.settlement.channel_bills.finding import FoundFile, find_bills
from pos.services.settlement.settling import SettlementFiles, settle_day


@dataclass(frozen=True, slots=True)
class Settled:
    """A date's sheet, the files it was made of, and what was found but not used."""

    sheet: SettlementSheet
    used: tuple[FoundFile, ...]
    unused: tuple[FoundFile, ...]
    from_platform: bool = False  # The federation's side was asked of the platform: no file of it was found.
    platform_problem: PosError | None = None  # Why the platform did not say it, when it was asked.


@dataclass(frozen=True, slots=True)
class SettlementDesk:
    """Reads only. `settle` opens files: it is for a thread of its own."""

    days: Days
    permissions: PermissionDesk
    clock: Clock
    till_id: str
    store_name: str
    folders: tuple[Path, ...]  # Where bills are looked for.
    reports: Path  # Where workbooks go.
    wechat_merchant: str | None = None  # Whose rows are meant, where the settings say it.
    alipay_merchant: str | None = None
    lookup: DayLookup | None = None  # The platform, where there is one.

    def begin(self) -> BusinessDate:
        """Check the permission, and return the likely date: bills come the morning after.

        Raises SignInNeeded, ApprovalNeeded, ActDenied.
        """
        self.permissions.permit(Act.BROWSE_JOURNAL)
        return moved_date(self._today(), days=-1)

    def settle(self, date: BusinessDate) -> Settled:
        """Settle a date with every bill of it that is found. Raises the Bill… errors of its bills."""
        found = find_bills(self.folders)
        of_date = {each.kind for each in found if each.problem is None and each.has(date)}
        around = [moved_date(date, days=days) for days in (-1, 0, 1)]  # A payment may cross midnight.
        used = tuple(
            each
            for each in found
            if each.problem is None and each.kind in of_date and any(map(each.has, around))
        )
        files = SettlementFiles(
            wechat=[each.path for each in used if each.kind is TenderKind.WECHAT],
            alipay=[each.path for each in used if each.kind is TenderKind.ALIPAY],
            wechat_merchant=self.wechat_merchant,
            alipay_merchant=self.alipay_merchant,
            federation=next((each.path for each in used if each.kind is None and each.has(date)), None),
        )
        others, problem = files.read(date), None
        account = others.account
        if account is None and self.lookup is not None:
            try:
                account = self._platform_account(self.lookup, date)
            except PosError as error:  # The channels are still settled.
                problem = error
        sheet = settle_day(
            self.days,
            replace(others, account=account),
            till_id=self.till_id,
            date=date,
            today=max(self._today(), date),
        )
        return Settled(
            sheet,
            used,
            tuple(each for each in found if each not in used),
            from_platform=others.account is None and account is not None,
            platform_problem=problem,
        )

    def _platform_account(self, lookup: DayLookup, date: BusinessDate) -> tuple[BenefitDay, ...]:
        """What the federation's platform has booked of this till's date; nothing where it has no entries."""
        told = lookup.day(date)
        if not told.entries:
            return ()
        return (BenefitDay(date, self.till_id, told.discount, told.subsidy),)

    def export(self, sheet: SettlementSheet) -> Path:
        """Write the workbook. Raises ReportUnwritable."""
        from pos.services.reports.settlement_workbook import settlement_workbook

        path = self.reports / f"三方对账-{self.till_id}-{sheet.date}.xlsx"
        write_report(path, settlement_workbook(sheet, store_name=self.store_name), make_folder=True)
        return path

    def _today(self) -> BusinessDate:
        return business_date(self.clock.now_ms())
