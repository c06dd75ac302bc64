"""The words of the top bar: place, person, shift, lights, time. No Qt."""

from __future__ import annotations

from pos.domain.calendar import shanghai
from pos.domain.people.staff import Staff
from pos.domain.shifts.shift import Shift
from pos.services.counter.state import PrinterView, SyncView, TillStatus
from pos.services.words.act_words import ROLE_NAMES
from pos.ui import ports
from pos.ui.top.top_picture import BRAND, Light, TopPicture

_TRAINING = Light("练习 · 不上传", "idle")
_DOUBTS = {
    "benefit.first_contact": Light("优惠稍候：正在与慈善会核对", "idle"),
    "benefit.month_unvouched": Light("优惠暂停：请店长确认日期（F10 → T）", "warn"),
    "till.clock_off": Light("优惠暂停：请校准时钟，联网后恢复", "warn"),
    "benefit.disputed": Light("优惠暂停：慈善会正在核对一笔额度", "warn"),
    "till.forked": Light("优惠暂停：本机有两份在用，请联系慈善会", "warn"),
    "till.retired": Light("优惠暂停：本机已被换下，请联系慈善会", "warn"),
    "benefit.paper_wanted": Light("优惠暂停：请扫最后一张小票或日结单", "warn"),
}
_FENCED_CLOCK = Light("优惠暂停：请核对时钟", "warn")
_FENCED_BOOKS = Light("优惠暂停：请联系慈善会重新登记", "warn")
# Why the platform does not know these books any more, as the sync light's problem says it.
_BOOKS_IN_DOUBT = {
    "monitor.lied",
    "monitor.refused",
    "till.forked",
    "till.retired",
    "identity.changed",
    "ledger.lost",
    "ledger.restored",
    "ledger.in_doubt",
}
_WEEKDAYS = "一二三四五六日"


def picture_top(
    *,
    store_name: str,
    till_number: str,
    staff: Staff | None,
    shift: Shift | None,
    sale_counter: int | None,
    status: TillStatus | None,
    training: bool = False,
    room: str = "",
) -> TopPicture:
    """Make the top line; before the till is built there is no status. `room`: a title instead of it."""
    shift_words = ""
    if staff is not None and shift is not None and not room:
        shift_words = shift.name if sale_counter is None else f"{shift.name} · 第 {sale_counter} 单"
    return TopPicture(
        brand=f"练习模式 · 不入账 · {store_name}" if training else f"{BRAND} · {store_name}",
        short_brand="练习 · 不入账" if training else store_name,
        till=room or f"{till_number} 号机",
        who=f"{ROLE_NAMES[staff.role]} {staff.name}" if staff is not None else "",
        shift=shift_words,
        sync=None if status is None else _TRAINING if training else sync_light(status.sync),
        printer=None if status is None else printer_light(status.printer),
        fence=_fence_light(status) if status is not None and status.benefits_fenced else None,
        payments=None if status is None else payments_light(status.open_payments),
        clock="" if status is None else clock_words(status.now_ms),
        training=training,
    )


def top_of(till: ports.Till, settings: ports.Settings, status: TillStatus, *, room: str) -> TopPicture:
    """The top line of a till that is built; `room` is what the screen is called."""
    staff, shift = till.people.signed_in, till.shifts.current()
    selling = staff is not None and shift is not None
    return picture_top(
        store_name=settings.store_name,
        till_number=settings.till_number,
        staff=staff,
        shift=shift,
        sale_counter=till.checkout.state.sale_counter if selling else None,
        status=status,
        training=settings.training,
        room=room,
    )


def _fence_light(status: TillStatus) -> Light:
    doubt = status.benefits_doubt
    if doubt in _DOUBTS:
        return _DOUBTS[doubt]
    in_doubt = doubt is not None or status.sync.problem in _BOOKS_IN_DOUBT
    return _FENCED_BOOKS if in_doubt else _FENCED_CLOCK


def sync_light(sync: SyncView) -> Light:
    """Connected or not, how much waits, and since when."""
    if not sync.configured:
        return Light("未接入平台", "idle")
    waiting = f"待传 {sync.pending}"
    if sync.connected:
        return Light(f"已连通 · {waiting}", "good")
    since = "" if sync.since_ms is None else f" · 自 {shanghai(sync.since_ms):%H:%M}"
    return Light(f"离线 · {waiting}{since}", "warn")


def printer_light(printer: PrinterView) -> Light | None:
    """The printer's light; None while nothing is wrong."""
    if not printer.configured:
        return None
    missing = f" · {printer.missing} 张过期" if printer.missing else ""
    if printer.healthy and not printer.problem:
        return Light(f"小票 {printer.missing} 张过期 · 可补打", "warn") if missing else None
    waiting = f" · {printer.waiting} 张在等" if printer.waiting else ""
    return Light(f"打印机没反应{waiting}{missing}", "warn")


def payments_light(count: int) -> Light | None:
    """The light for phone payments that are not finished; None without any."""
    return Light(f"待确认 {count} 笔", "warn") if count else None


def clock_words(now_ms: int) -> str:
    """11-23 周一 10:42."""
    now = shanghai(now_ms)
    return f"{now:%m-%d} 周{_WEEKDAYS[now.weekday()]} {now:%H:%M}"
