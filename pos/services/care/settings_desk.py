"""Changes the settings file from the window: one value at a time, with who did it in the journal."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos.devices.ports import ReceiptPrinter
from pos.devices.printers import printer_for
from pos.domain.calendar import business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.settings_entry import SettingsChanged
from pos.domain.people.permission import Act
from pos.errors.devices import DeviceUrlWrong
from pos.errors.installation import SettingsFixed, SettingsUnwritable, SettingsWrong
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.os_causes import os_cause
from pos.services.counter.recorder import Recorder
from pos.services.installation.settings import Settings, read_settings
from pos.services.installation.settings_file import PendingFile, rewrite, with_value
from pos.services.people.permissions import PermissionDesk
from pos.services.printing.print_queue import Printing

PRINTER = "printer"


def printer_of_settings(
    settings: Settings, *, screen: Callable[[bytes], None] | None = None
) -> ReceiptPrinter:
    """The printer that settings name; `screen` shows what one of that name prints. Raises DeviceUrlWrong."""
    return printer_for(
        settings.printer_url,
        columns=settings.printer_columns,
        encoding=settings.printer_encoding,
        screen=screen,
    )


@dataclass(frozen=True, slots=True)
class SettingsDesk:
    """Shows what the file says now, which may be more than the till was started with."""

    settings: Settings  # As of the start.
    recorder: Recorder
    permissions: PermissionDesk
    printing: Printing
    printer: Callable[[Settings], ReceiptPrinter]  # Raises DeviceUrlWrong.

    def running(self) -> Settings:
        """What the till was started with."""
        return self.settings

    def stored(self) -> Settings:
        """What the file says now. Raises SettingsWrong."""
        return self.settings if self.settings.file is None else read_settings(self.settings.file)

    def change(self, section: str, key: str, value: str | int) -> Settings:
        """Set one value. A printer is used from now on, everything else from the next start.

        Raises SettingsFixed, SettingsWrong, SettingsByHand, SettingsUnwritable, DeviceUrlWrong,
        SignInNeeded, ActDenied, ApprovalNeeded, LedgerUnwritable; then the file is as before.
        """
        file = self.settings.file
        if file is None:
            raise SettingsFixed
        try:
            text = file.read_bytes().decode("utf-8")
        except OSError as error:
            raise SettingsUnwritable(path=str(file), cause=os_cause(error), reason=str(error)) from error
        read_settings(file)  # A file that is already broken is reported with its line and not overwritten.
        before = tomllib.loads(text.removeprefix("\ufeff")).get(section, {}).get(key)
        if before == value:
            return read_settings(file)
        pending = self._rewritten(file, with_value(text, section, key, value), str(value))
        try:
            printer = self.printer(pending.settings)
            permit = self.permissions.permit(Act.CHANGE_SETTINGS, about=f"{section}.{key}")
            self.recorder.fact(
                EntryKind.SETTINGS_CHANGED,
                SettingsChanged(
                    section=section,
                    key=key,
                    before=None if before is None else str(before),
                    after=str(value),
                    rule=permit.rule,
                ),
                business_date=business_date(self.recorder.clock.now_ms()),
                permit=permit,
            )
        except BaseException:
            pending.forget()
            raise
        pending.take_place()
        if section == PRINTER:
            self.printing.use(printer, configured=pending.settings.printer_url != "none")
        return pending.settings

    @staticmethod
    def _rewritten(file: Path, text: str, value: str) -> PendingFile:
        """The new file beside the old one. A wrong address is reported as such, not by its line."""
        try:
            return rewrite(file, text)
        except SettingsWrong as error:
            cause = str(error.facts["cause"])
            if cause.startswith("device."):
                raise DeviceUrlWrong(url=value, cause=cause) from error
            raise

    def print_test(self) -> None:
        """Put a test page into the print queue. Raises LedgerUnwritable."""
        self.recorder.ledger.print_jobs.add(
            NewPrintJob(
                job_id=self.recorder.ids.new_id(),
                kind=JobKind.TEST,
                subject=self.recorder.till_id,
                created_ms=self.recorder.clock.now_ms(),
            )
        )
        self.printing.poke()
