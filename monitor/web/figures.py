"""Turns figures into the texts and colours of the pages. No database, no HTML."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from monitor.alerts.alerts import Alert, Level
from monitor.days.day_reading import DaySums, SignedDay
from monitor.days.overview import DayTotals, Overview, StoreState, TillState
from monitor.web.words import SUM_NAMES, alert_words, clock_words, percent, silence_words, till_name, yuan
from pos.domain.calendar import business_date, shanghai
from pos.domain.money import Fen

NOTHING: Final = "—"


@dataclass(frozen=True, slots=True)
class Figure:
    """A large figure with its name and a small remark."""

    name: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class Said:
    """A text and its tone: `good`, `warn`, `bad` or `plain`."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A store in the table."""

    store_id: str
    name: str
    operator_name: str
    state: Said
    sales: str
    card_sales: str
    payable: str
    discount: str
    subsidy: str
    pending: str
    upload: str
    equality: Said
    yesterday: Said


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert in the list."""

    store_id: str
    title: str
    text: str
    tone: str
    at: str


def headline(overview: Overview) -> str:
    """`2026 年 11 月 · 截至 10:42`."""
    now = shanghai(overview.now_ms)
    return f"{now.year} 年 {now.month} 月 · 截至 {now:%H:%M}"


def extent(overview: Overview) -> str:
    """`14 店 · 13 街道 · 22 台收银机`."""
    streets = {store.street for store in overview.stores}
    tills = sum(len(store.tills) for store in overview.stores)
    return f"{len(overview.stores)} 店 · {len(streets)} 街道 · {tills} 台收银机"


def figures(overview: Overview) -> list[Figure]:
    """The four large figures of the month; dashes while no till has sent anything of it."""
    if not overview.days:
        names = ("本月帮扶人次", "本月爱心优惠", "本月补贴支付", "本月公众消费")
        return [Figure(name, NOTHING, "") for name in names]
    totals = overview.totals
    given = totals.discount + totals.subsidy
    entitled = overview.subsidy_entitled
    return [
        Figure("本月帮扶人次", f"{totals.card_sales:,}", _growth(totals, overview.before)),
        Figure(
            "本月爱心优惠",
            f"¥{yuan(totals.discount)}",
            f"人均 {yuan(_per(totals.discount, totals.card_sales))}" if totals.card_sales else "",
        ),
        Figure(
            "本月补贴支付",
            f"¥{yuan(totals.subsidy)}",
            f"使用率 {percent(totals.subsidy, entitled)}" if entitled else "",
        ),
        Figure(
            "本月公众消费",
            f"¥{yuan(totals.public_payable)}",
            # DESIGN 3.6: what was given, measured against the public's turnover.
            _per_hundred_yuan(given, totals.public_payable),
        ),
    ]


def daily_chart(overview: Overview) -> str:
    """The month's days as JSON for the chart: amounts in yuan with two decimals, as texts."""
    last = shanghai(overview.now_ms).day
    days = [overview.days.get(f"{overview.month}-{day:02d}", DayTotals()) for day in range(1, last + 1)]
    return json.dumps(
        {
            "days": list(range(1, last + 1)),
            "discount": [decimal(day.discount) for day in days],
            "subsidy": [decimal(day.subsidy) for day in days],
        }
    )


def _heard_today(till: TillState, *, now_ms: int) -> bool:
    return till.contact_ms is not None and business_date(till.contact_ms) == business_date(now_ms)


def store_line(store: StoreState, *, now_ms: int) -> StoreLine:
    """A store's line; a figure that is not known is a dash, never a zero."""
    known = bool(store.enrolled)
    today = store.today
    # A till without contact today has sent nothing of it: that is not a day without sales.
    told = bool(today.sales) or any(_heard_today(till, now_ms=now_ms) for till in store.tills)
    return StoreLine(
        store_id=store.store_id,
        name=store.name,
        operator_name=store.operator_name,
        state=store_state(store, now_ms=now_ms),
        sales=f"{today.sales:,}" if told else NOTHING,
        card_sales=f"{today.card_sales:,}" if told else NOTHING,
        payable=yuan(today.received) if told else NOTHING,
        discount=yuan(today.discount) if told else NOTHING,
        subsidy=yuan(today.subsidy) if told else NOTHING,
        pending=f"{store.pending:,}" if told or store.pending else NOTHING,
        upload=clock_words(store.upload_ms, now_ms=now_ms),
        equality=equality(known=known, pending=store.pending, quarantined=store.quarantined),
        yesterday=yesterday_state(store),
    )


def store_state(store: StoreState, *, now_ms: int) -> Said:
    """Whether a store's tills have contact."""
    if not store.enrolled or store.contact_ms is None:
        return Said("未登记")
    online = sum(till.is_online(now_ms) for till in store.enrolled)
    if online == len(store.enrolled):
        return Said("在线", "good")
    if online:
        return Said(f"在线 {online}/{len(store.enrolled)}", "warn")
    return Said(silence_words(store.contact_ms, now_ms=now_ms), "bad")


def till_state(till: TillState, *, now_ms: int) -> Said:
    """Whether one till has contact."""
    if till.contact_ms is None:
        return Said("未登记")
    if till.is_online(now_ms):
        return Said("在线", "good")
    return Said(silence_words(till.contact_ms, now_ms=now_ms), "bad")


def equality(*, known: bool, pending: int, quarantined: int) -> Said:
    """Whether the platform's counts and sums equal the tills' own."""
    if not known:
        return Said(NOTHING)
    if quarantined:
        return Said(f"{quarantined:,} 条待核", "bad")
    if pending:
        return Said("待上传", "warn")
    return Said("一致", "good")


def close_state(sums: DaySums, close: SignedDay | None) -> Said:
    """Whether a day was signed, and whether both ends agree."""
    if close is None:
        return Said("未日结", "warn") if sums.entries else Said(NOTHING)
    if not close.is_equal:
        name, (theirs, ours) = next(iter(close.differences.items()))
        plain = name in ("sales", "returns")
        amount = f"{theirs - ours:+d}" if plain else signed_yuan(theirs - ours)
        return Said(f"{SUM_NAMES[name]}差 {amount}", "bad")
    if close.has_followers:
        return Said("日结后有新流水", "warn")
    return Said("一致", "good")


def yesterday_state(store: StoreState) -> Said:
    """Whether the store's tills that sold yesterday were signed, the worst of them first."""
    states = [close_state(day.sums, day.close) for day in store.yesterday]
    for tone in ("bad", "warn", "good"):
        found = [each for each in states if each.tone == tone]
        if found:
            return found[0]
    return Said(NOTHING)


def alert_line(alert: Alert, names: dict[str, str], *, now_ms: int) -> AlertLine:
    """An alert's line: where, what, since when."""
    store = names.get(alert.store_id, alert.store_id)
    return AlertLine(
        store_id=alert.store_id,
        title=f"{store} {till_name(alert.till_id)}" if alert.till_id else store,
        text=alert_words(alert),
        tone="bad" if alert.level is Level.SERIOUS else "warn",
        at=clock_words(alert.raised_ms, now_ms=now_ms),
    )


def _growth(totals: DayTotals, before: DayTotals) -> str:
    if not before.card_sales:
        return ""
    change = totals.card_sales - before.card_sales
    sign = "+" if change >= 0 else "−"
    return f"较上月同期 {sign}{percent(abs(change), before.card_sales)}"


def _per_hundred_yuan(given: int, public: int) -> str:
    return f"每百元帮扶 {yuan(_per(given * 100_00, public))}" if public else ""


def _per(amount: int, count: int) -> int:
    return (2 * amount + count) // (2 * count)


def signed_yuan(fen: Fen) -> str:
    """A difference as in the design: 0.00, −2.00, +0.10."""
    return yuan(0) if not fen else f"{'+' if fen > 0 else '−'}{yuan(abs(fen))}"


def decimal(fen: int) -> str:
    """Yuan for a machine to read: 1234.50, -0.05."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
