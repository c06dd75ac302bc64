"""The page of make-good slips: how far each is, whom it waits for, what was credited, promised and paid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from monitor.leases.readiness_words import month_words
from monitor.leases.slip_listing import ListedSlip, Place, list_slips, slip_sums
from monitor.leases.slip_states import NOT_LISTED, SlipState, WaitsFor
from monitor.platform import Platform
from monitor.web.access import asks, needs
from monitor.web.figures import Said
from monitor.web.office.proposal_words import clock
from monitor.web.rendering import render_page
from monitor.web.words import till_name, yuan
from pos.domain.selling.make_good import NotDue

LIST: Final = "/office/slips"
VIEW: Final = needs("month.view")
STATE_WORDS: Final[Mapping[SlipState, Said]] = {
    SlipState.WAITING: Said("等算清", "warn"),
    SlipState.CREDITED: Said("已记账，等顾客来", "good"),
    SlipState.PROMISED: Said("正在付", "warn"),
    SlipState.PAID: Said("已付", "good"),
    SlipState.NOTHING: Said("不用补"),
    SlipState.SUSPENSE: Said("待查", "bad"),
}
WHY_WORDS: Final[Mapping[str, str]] = {
    WaitsFor.UNHEARD.value: "等这些收银机联网报账",
    WaitsFor.RECALL.value: "正在调回剩下的额度",
    WaitsFor.BEFORE.value: "同一张卡更早的一张先算",
    WaitsFor.STOPPED.value: "卡已挂失或停用",
    WaitsFor.MONTH.value: "当月名单还没有放行",
    NotDue.NO_CARD.value: "原单没有用卡",
    NotDue.REFUSED.value: "当时卡不能用",
    NotDue.GIVEN.value: "当场已经给足",
    NotDue.RETURNED.value: "商品都退了",
    NotDue.NOT_COVERED.value: "这些商品没有优惠",
    NotDue.USED_UP.value: "当月额度已用完",
    NOT_LISTED: "当月不在名单上",
}
REASON_WORDS: Final[Mapping[str, str]] = {
    "holder_away": "额度所在的收银机联系不上",
    "no_lease": "本机没有额度",
    "fenced": "本机账目待核实",
    "offline": "断网",
    "in_use": "另一台正在用",
    "cancelled": "没有等",
}
_PLACE: Final = re.compile(r"([0-9]{1,15})\.(B-[0-9a-f]{24})")


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A slip in words."""

    slip_no: str
    card: str
    month: str
    sold: str
    till: str
    reason: str
    state: Said
    why: str
    amount: str
    paid: str


def slip_router(platform: Platform) -> APIRouter:
    """The page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(LIST, dependencies=[asks(VIEW)])
    def slips(request: Request, state: str = "", older: str = "") -> Response:
        wanted = SlipState(state) if state in tuple(SlipState) else None
        place = _PLACE.fullmatch(older)
        after = None if place is None else Place(int(place[1]), place[2])
        sums, (listed, following) = platform.store.read(
            lambda c: (slip_sums(c), list_slips(c, state=wanted, older_than=after))
        )
        chosen = "" if wanted is None else wanted.value
        older_page = (
            ""
            if following is None
            else f"{LIST}?state={chosen}&older={following.sold_ms}.{following.credit_id}"
        )
        return render_page(
            request,
            "months/slips.html",
            here="slips",
            sums=[
                (each.state.value, STATE_WORDS[each.state].text, each.slips, yuan(each.amount))
                for each in sums
            ],
            chosen=chosen,
            lines=[_line(each) for each in listed],
            newest=f"{LIST}?state={chosen}" if after is not None else "",
            older=older_page,
        )

    return router


def _line(slip: ListedSlip) -> SlipLine:
    why = "" if slip.why is None else WHY_WORDS.get(slip.why, slip.why)
    if slip.waits_for:
        why = f"{why}：{'、'.join(f'{till_name(each)} {each}' for each in slip.waits_for)}"
    paid = ""
    if slip.paid_at is not None:
        when = "" if slip.paid_ms is None else f" {clock(slip.paid_ms)}"
        paid = f"{till_name(slip.paid_at)} {slip.paid_at}{when}"
    has_amount = slip.state in (SlipState.CREDITED, SlipState.PROMISED, SlipState.PAID)
    return SlipLine(
        slip_no=slip.slip_no,
        card=f"····{slip.card_tail}",
        month=month_words(slip.month),
        sold=clock(slip.sold_ms),
        till=f"{till_name(slip.till_id)} {slip.till_id}",
        reason=REASON_WORDS.get(slip.reason, slip.reason),
        state=STATE_WORDS[slip.state],
        why=why,
        amount=yuan(slip.amount) if has_amount else "—",
        paid=paid,
    )
