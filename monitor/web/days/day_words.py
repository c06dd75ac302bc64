"""Turns figures and entries into the texts and colours of a day's pages. No database, no HTML."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.days.day_reading import SignedDay, TillDay, signed_figures
from monitor.days.people import Names
from monitor.returns.open_slips import OpenSlip
from monitor.web.days.act_words import who_did
from monitor.web.figures import NOTHING, Said, close_state, decimal, signed_yuan
from monitor.web.words import clock_words, till_name, yuan
from pos.domain.calendar import BusinessDate, shanghai
from pos.domain.days.day import DayFigures, PoolSettlement
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.money import Fen
from pos.domain.paying.tender import way_name, way_order
from pos.domain.people.staff import person_words
from pos.domain.percent_words import percent_words
from pos.domain.scanning.codes import card_tail
from pos.domain.shifts.takings import Taking
from pos.domain.spreadsheet import BYTE_ORDER_MARK, harmless_row

_TENDERS: Final[Mapping[str, str]] = {
    "cash": "现金",
    "wechat": "微信支付",
    "alipay": "支付宝",
    "other": "其他",
}
_OTHER: Final = "其他"  # What a till of a later version calls by a name we do not know yet.
_REFUSED: Final[Mapping[str, str]] = {
    "no_lease": "本机没有该卡本月额度",
    "no_programme": "收银机没有收到方案",
    "refused": "卡已挂失、停用或过期",
    "fenced": "收银机暂停优惠（恢复备份或时钟有误）",
    "card.unknown": "刷卡时：名单里没有这张卡",
    "card.lost": "刷卡时：卡已挂失",
    "card.suspended": "刷卡时：卡已停用",
    "card.expired": "刷卡时：卡已过期",
    "card.foreign": "刷卡时：别处发的卡",
    "card.not_yet_valid": "刷卡时：卡还没到启用日期",
    "card.token_forged": "刷卡时：二维码不是慈善会签发的",
    "card.token_stale": "刷卡时：二维码已过期，名单里没有",
    "card.token_early": "刷卡时：二维码签发时间晚于收银机时间",
}


@dataclass(frozen=True, slots=True)
class DayLine:
    """One till on the page of a date."""

    store_id: str
    store_name: str
    till: str
    sales: str
    returns: str
    payable: str
    rounding: str
    discount: str
    subsidy: str
    number: str
    signed: str
    state: Said
    waiting: Said


def day_line(day: TillDay, names: Names, *, now_ms: int) -> DayLine:
    """A till's line; a till without any entry has dashes."""
    sums, close = day.sums, day.close
    known = bool(sums.entries or close)
    return DayLine(
        store_id=day.store_id,
        store_name=day.store_name,
        till=till_name(day.till_id),
        sales=f"{sums.sales:,}" if known else NOTHING,
        returns=f"{sums.returns:,}" if known else NOTHING,
        payable=yuan(sums.received) if known else NOTHING,
        rounding=yuan(sums.rounding) if known else NOTHING,
        discount=yuan(sums.discount) if known else NOTHING,
        subsidy=yuan(sums.subsidy) if known else NOTHING,
        number=NOTHING if close is None else f"Z{close.revision}",
        signed=NOTHING if close is None else _signed(day.till_id, close, names, now_ms=now_ms),
        state=close_state(sums, close),
        waiting=waiting_words(day, now_ms=now_ms),
    )


def waiting_words(day: TillDay, *, now_ms: int) -> Said:
    """Payments of the till whose end is unknown, and how old the oldest is."""
    if not day.open_payments:
        return Said("0" if day.sums.entries else NOTHING)
    hours = (now_ms - day.open_payments[0].asked_ms) // 3_600_000
    age = f"{hours} 小时" if hours else "刚才"
    total = sum(each.amount for each in day.open_payments)
    return Said(f"{len(day.open_payments)} 笔 {yuan(total)}（{age}）", "bad" if hours >= 24 else "warn")


def takings_lines(figures: Iterable[DayFigures]) -> list[dict[str, str]]:
    """Ways of paying of a store, added up over its signed tills.

    A missing count is not zero: without one till's count the store's is unknown.
    """
    kinds: dict[str, list[Taking]] = {}
    has_drawer = False
    for day in figures:
        has_drawer = has_drawer or day.has_drawer
        for each in day.takings:
            kinds.setdefault(each.kind, []).append(each)
    return [_taking_line(kind, kinds[kind], has_drawer=has_drawer) for kind in sorted(kinds, key=way_order)]


def by_word_lines(entries: Sequence[Entry], names: Names) -> list[dict[str, str]]:
    """Money that only a person confirmed, by till and person, as the day was signed."""
    epochs = {each.till_id: each.epoch for each in entries if each.kind == EntryKind.DAY_CLOSED}
    return [
        {
            "till": till_name(day.till_id),
            "name": way_name(each.kind, _TENDERS, unknown=_OTHER),
            "who": person_words(each.staff, names.of(day.till_id, epochs[day.till_id])),
            "received": f"{yuan(each.received)}（{each.times} 笔）",
            "given_back": f"{yuan(each.given_back)}（{each.times_back} 笔）",
        }
        for day in signed_figures(entries).values()
        for each in day.by_word
    ]


def _taking_line(kind: str, takings: Sequence[Taking], *, has_drawer: bool) -> dict[str, str]:
    counted = _known_sum([each.counted for each in takings])
    difference = _known_sum([each.difference for each in takings])
    expected = sum(each.expected for each in takings)
    return {
        "name": way_name(kind, _TENDERS, unknown=_OTHER),
        "sold": yuan(sum(each.sold for each in takings)),
        "refunded": yuan(sum(each.refunded for each in takings)),
        "unknown": yuan(sum(each.unknown for each in takings)),
        "expected": yuan(expected) if has_drawer or expected else NOTHING,
        "counted": NOTHING if counted is None else yuan(counted),
        "difference": NOTHING if difference is None else signed_yuan(difference),
        "tone": "" if difference is None else "bad" if difference else "good",
    }


def pool_lines(figures: Iterable[DayFigures]) -> list[dict[str, str]]:
    """What was given by pool, added up over a store's signed tills."""
    pools: dict[str, list[PoolSettlement]] = {}
    for day in figures:
        for each in day.pools:
            pools.setdefault(each.pool, []).append(each)
    return [_pool_line(shares) for shares in pools.values()]


def _pool_line(shares: Sequence[PoolSettlement]) -> dict[str, str]:
    first, market = shares[0], _known_sum([each.market for each in shares])
    return {
        "name": first.name if first.percent is None else f"{first.name} {percent_words(first.percent)}",
        "visits": f"{sum(each.visits for each in shares):,}",
        "market": NOTHING if market is None else yuan(market),
        "amount": yuan(sum(each.amount for each in shares)),
    }


def _known_sum(figures: Sequence[Fen | None]) -> Fen | None:
    """Their sum; None when one of them is not known."""
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def return_lines(entries: Sequence[Entry], names: Names) -> list[dict[str, str]]:
    """Returns and voids of a day, with the last digits of the card."""
    lines = []
    for each in entries:
        if each.kind != EntryKind.RETURN:
            continue
        totals, card = each.data["totals"], each.data["card"]
        lines.append(
            {
                "at": f"{shanghai(each.at_ms):%H:%M}",
                "number": str(each.data["return_no"]),
                "sale_no": str(each.data["sale_no"]),
                "what": "作废" if each.data["void"] else "异地退货" if each.data["elsewhere"] else "退货",
                "payable": yuan(totals["payable"] - each.data.get("rounding", 0)),
                "discount": yuan(totals["discount"]),
                "subsidy": yuan(totals["subsidy"]),
                "card": NOTHING if card is None else f"尾号 {card_tail(card['card_no'])}",
                "who": who_did(each, names),
                "reason": str(each.data["reason"]),
            }
        )
    return lines


def payment_lines(days: Iterable[TillDay], *, now_ms: int) -> list[dict[str, str]]:
    """One line for each payment of unknown end."""
    return [
        {
            "till": till_name(day.till_id),
            "kind": way_name(each.kind, _TENDERS, unknown=_OTHER),
            "amount": yuan(each.amount),
            "asked": clock_words(each.asked_ms, now_ms=now_ms),
            "number": each.payment_id,
        }
        for day in days
        for each in day.open_payments
    ]


def slip_lines(slips: Iterable[OpenSlip], *, now_ms: int) -> list[dict[str, str]]:
    """Goods slips of a store that are still to be paid."""
    return [
        {
            "till": till_name(each.till_id),
            "number": each.slip_no,
            "sale_no": each.sale_no,
            "payable": yuan(each.payable),
            "given": clock_words(each.given_ms, now_ms=now_ms),
        }
        for each in slips
    ]


def refused_lines(refused: Mapping[str, int]) -> list[dict[str, str]]:
    """Why cards got nothing this month, and how often."""
    return [
        {"reason": _REFUSED.get(reason, _OTHER), "sales": f"{sales:,}"} for reason, sales in refused.items()
    ]


def settlement_csv(date: BusinessDate, days: Iterable[TillDay]) -> str:
    """What the federation owes for a date, one row per till with entries: yuan, net of returns.

    The till reads it again (`channel_bills.federation`), files with the former headings as well.
    """
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["营业日期", "收银机", "优惠", "补贴", "门店"])
    for day in days:
        if day.sums.entries:
            sums = day.sums
            cells = [date, day.till_id, decimal(sums.discount), decimal(sums.subsidy), day.store_name]
            rows.writerow(harmless_row(cells))
    return text.getvalue()


def _signed(till_id: str, close: SignedDay, names: Names, *, now_ms: int) -> str:
    who = person_words(close.signed_by, names.of(till_id, close.epoch))
    return f"{who} {clock_words(close.at_ms, now_ms=now_ms)}"
