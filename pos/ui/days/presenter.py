"""Decides what the day close shows and does. Plain Python: tested without Qt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from pos.domain.calendar import moved_date
from pos.domain.days.day import DayFigures, Reconciliation
from pos.domain.people.permission import Act
from pos.errors import PosError
from pos.errors.days import DayChanged, DayExplanationNeeded
from pos.errors.shifts import ExplanationUnclear
from pos.services.reports.report_desk import ReportForm
from pos.ui import ports
from pos.ui.days.acts import DayAct
from pos.ui.days.drawing import draw_charts
from pos.ui.days.pictures import DayPicture, PlatformPicture, picture_checks, picture_day, picture_platform
from pos.ui.people.signature.presenter import ask_to_sign
from pos.ui.places import Panel, Screen
from pos.ui.shell import Shell
from pos.ui.widgets.cells import Finding, good
from pos.ui.words.notices import Notice, notice_of

if TYPE_CHECKING:  # The drawing library is loaded when charts are drawn, not when the window opens.
    from pos.services.reports.charts import ChartsSvg

WAITING = good("正在核对…")


class DayView(Protocol):
    """What the presenter needs from the screen."""

    def show_day(self, picture: DayPicture) -> None: ...
    def show_checks(self, findings: tuple[Finding, ...]) -> None: ...
    def show_platform(self, picture: PlatformPicture) -> None: ...
    def explanation(self) -> str: ...
    def ask_explanation(self) -> None: ...


class ChartsView(Protocol):
    """What the presenter needs from the panel with the charts."""

    def show_charts(self, charts: ChartsSvg | None) -> None: ...


class DayPresenter:
    """One business date, from its figures to the signed close."""

    def __init__(
        self,
        till: ports.Till,
        view: Callable[[], DayView],
        shell: Shell,
        background: ports.Background,
        *,
        charts: Callable[[], ChartsView],
        journal: Callable[[str], None],
    ) -> None:
        """`journal` opens the journal at a date, and comes back here."""
        self._till, self._view, self._shell, self._background = till, view, shell, background
        self._charts_view = charts
        self._figures: DayFigures | None = None
        self._checks: tuple[Finding, ...] = ()
        self._platform: PlatformPicture | None = None  # None while it is being asked.
        self._reconciliation: Reconciliation | None = None
        self._acts: dict[DayAct, Callable[[], None]] = {
            DayAct.PRINT: self._print,
            DayAct.EXCEL: lambda: self._export(ReportForm.XLSX),
            DayAct.PDF: lambda: self._export(ReportForm.PDF),
            DayAct.JOURNAL: lambda: journal(self._known().business_date),
            DayAct.CHARTS: self._charts,
            DayAct.SIGN: self._sign,
            DayAct.LEAVE: shell.go_home,
        }

    @property
    def title(self) -> str:
        """What the top bar says."""
        return "" if self._figures is None else f"日结对账 · {self._figures.business_date}"

    def begin(self) -> None:
        """Open the oldest day that is not closed, or today."""

        def begin() -> None:  # May be run again after an approval.
            self._load(self._till.days.date_to_close())
            self._shell.enter(Screen.DAY)

        self._shell.attempt(begin)

    def act(self, act: DayAct) -> None:
        """A key of the screen."""
        self._shell.say(None)
        self._acts[act]()

    def turned(self, step: int) -> None:
        """Go to another date: some days back or forward, never after today."""
        day = moved_date(self._known().business_date, days=step)

        def turn() -> None:
            self._load(day)
            self._shell.enter(Screen.DAY)

        if day <= self._till.days.today():
            self._shell.attempt(turn)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _known(self) -> DayFigures:
        assert self._figures is not None, "no day is open"
        return self._figures

    def _load(self, day: str) -> None:
        """Show a date; what takes longer follows. Raises the errors of permission."""
        self._figures = self._till.days.figures(day)
        self._checks = picture_checks(self._till.days.checks(day))
        self._platform = self._reconciliation = None
        self._show()
        self._compare(day)

    def _show(self) -> None:
        names = {staff.staff_id: staff.name for staff in self._till.people.staff_list()}
        figures, view = self._known(), self._view()
        view.show_day(
            picture_day(figures, names=names, since_close=self._till.days.since_close(figures.business_date))
        )
        view.show_checks(self._checks)
        view.show_platform(self._platform or PlatformPicture((), WAITING))

    def _compare(self, day: str) -> None:
        """Ask the platform beside the window; an answer for a date that was left is dropped."""

        def compared(reconciliation: Reconciliation) -> None:
            if self._known().business_date != day:
                return
            self._reconciliation = reconciliation
            configured = self._till.sync.view().configured
            self._platform = picture_platform(reconciliation, configured=configured)
            self._checks = picture_checks(self._till.days.checks(day))  # It knows more of late sales now.
            if reconciliation.contribution is not None:
                self._figures = replace(self._known(), contribution=reconciliation.contribution)
            self._show()

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        self._background.run(lambda: self._till.days.reconcile(day), done=compared, failed=failed)

    def _print(self) -> None:
        """The slip of the last close; before there is one, nothing is sealed that could be printed."""
        number = self._shell.attempt(lambda: self._till.days.print_slip(self._known().business_date))
        if number is not None:
            self._shell.say(Notice(f"日结单 {number} 已送去打印", ""))

    def _export(self, form: ReportForm) -> None:
        """The report is put together here; writing the file takes a second and happens beside the window."""
        reports, day = self._till.reports, self._known().business_date

        def written(path: Path) -> None:
            self._shell.say(Notice(f"已导出：{path.name}", f"在文件夹 {path.parent}"))

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        def export() -> None:  # May be run again after an approval.
            report = reports.report(day, self._reconciliation)
            self._shell.say(Notice("正在导出…", ""))
            self._background.run(lambda: reports.make(report, form), done=written, failed=failed)

        self._shell.attempt(export)

    def _charts(self) -> None:
        """Charts are drawn beside the window: the drawing library alone takes a moment to come."""
        figures = self._known()
        self._charts_view().show_charts(None)
        self._shell.open(Panel.CHARTS)

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        self._background.run(
            lambda: draw_charts(figures), done=self._charts_view().show_charts, failed=failed
        )

    def _sign(self) -> None:
        """A person with permission signs the close: the person at the till, or a manager."""
        day = self._known().business_date
        ask_to_sign(
            self._till,
            self._shell,
            Act.CLOSE_DAY,
            title="店长签字并日结",
            words=f"{day} 的账目签字后封存。",
            ok="签字",
            signed=lambda: self._close(day),
        )

    def _close(self, day: str) -> None:
        """It is signed: both ends are compared once more beside the window, then the day is sealed."""
        explanation = self._view().explanation()
        self._shell.say(Notice("正在和后台核对，核对完就封存…", ""))

        def compared(_reconciliation: Reconciliation) -> None:
            self._shell.attempt(lambda: self._seal(day, explanation))

        def failed(error: PosError) -> None:
            self._shell.say(notice_of(error))

        self._background.run(lambda: self._till.days.reconcile(day), done=compared, failed=failed)

    def _seal(self, day: str, explanation: str) -> None:
        try:
            closed = self._till.days.close(day, explanation, asked=True)
        except (DayExplanationNeeded, ExplanationUnclear) as error:
            self._view().ask_explanation()
            self._shell.say(notice_of(error))
            return
        except DayChanged:
            self._load(day)  # So that the next signature is for what is seen.
            raise
        finally:
            self._till.permissions.forget()  # The signature was for this close and for nothing else.
        self._load(day)
        self._shell.say(Notice(f"{day} 已签字日结：{closed.number}", "日结单已送去打印。"))
