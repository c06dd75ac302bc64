"""A day's figures read back from plain data, strictly: a day-close entry, or the platform's copy of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pos.domain.days.day import (
    DayChecks,
    DayFigures,
    GoodsFigures,
    HourFigures,
    OverrideFigures,
    PersonsWord,
    PoolSettlement,
    ReconciledRow,
    Reconciliation,
    RefusalFigures,
    ShiftFigures,
)
from pos.domain.journal.reading import Reader
from pos.domain.money import Fen
from pos.domain.programme.contribution import Contribution
from pos.domain.shifts.takings import Taking

Read = TypeVar("Read")


def figures_from_data(data: object) -> DayFigures:
    """Read what `figures_to_data` wrote; what else stands there is left alone. Raises EntryWrong."""
    body = Reader.of(data)
    return DayFigures(
        business_date=body.text("business_date"),
        till_id=body.text("till_id"),
        store_name=body.text("store_name"),
        revision=body.whole("revision"),
        shifts=_all(body, "shifts", _shift),
        sales=body.whole("sales"),
        card_sales=body.whole("card_sales"),
        cards=body.whole("cards"),
        returns=body.whole("returns"),
        voids=body.whole("voids"),
        market=body.signed("market"),
        discount=body.signed("discount"),
        subsidy=body.signed("subsidy"),
        payable=body.signed("payable"),
        takings=_all(body, "takings", _taking),
        float_fen=body.fen("float_fen"),
        cash_in=body.fen("cash_in"),
        cash_out=body.fen("cash_out"),
        pools=_all(body, "pools", _pool),
        hours=_all(body, "hours", _hour),
        goods=_all(body, "goods", _goods),
        overrides=_all(body, "overrides", _override),
        dropped_lines=body.whole("dropped_lines"),
        dropped_market=body.fen("dropped_market"),
        drawer_openings=body.whole("drawer_openings"),
        open_payments=body.texts("open_payments"),
        held=body.texts("held"),
        entries=body.whole("entries"),
        first_sequence=body.whole("first_sequence"),
        last_sequence=body.whole("last_sequence"),
        head_hash=body.text("head_hash", may_be_empty=True),
        contribution=_contribution(body.reader_or_none("contribution")),
        rounding=_rounding(body),
        refusals=_all(body, "refusals", _refusal) if body.has("refusals") else (),
        by_word=_all(body, "by_word", _word) if body.has("by_word") else (),
        cancelled_sales=body.whole("cancelled_sales") if body.has("cancelled_sales") else 0,
        cancelled_lines=body.whole("cancelled_lines") if body.has("cancelled_lines") else 0,
        cancelled_market=body.fen("cancelled_market") if body.has("cancelled_market") else 0,
    )


def reconciliation_from_data(data: object) -> Reconciliation:
    """Read a reconciliation as it stood when a day was closed. Raises EntryWrong."""
    body = Reader.of(data)
    since = body.value("since_ms")
    return Reconciliation(
        equal=body.flag("equal"),
        pending=body.whole("pending"),
        since_ms=None if since is None else body.whole("since_ms"),
        rows=_all(
            body,
            "rows",
            lambda row: ReconciledRow(
                row.text("name"),
                row.text("ours", may_be_empty=True),
                None if row.value("theirs") is None else row.text("theirs", may_be_empty=True),
                row.flag("equal"),
            ),
        ),
        problem=body.text_or_none("problem"),
        contribution=_contribution(body.reader_or_none("contribution")),
    )


def checks_from_data(data: object) -> DayChecks:
    """Read what deciding again found when a day was closed. Raises EntryWrong."""
    body = Reader.of(data)
    return DayChecks(
        cards=body.whole("cards"),
        over_cap=body.texts("over_cap"),
        offline_sales=body.whole("offline_sales"),
        recomputed=body.whole("recomputed"),
        differing=body.texts("differing"),
    )


def _all(body: Reader, name: str, read: Callable[[Reader], Read]) -> tuple[Read, ...]:
    return tuple(read(each) for each in body.readers(name))


def _signed_or_none(body: Reader, name: str) -> Fen | None:
    return None if body.value(name) is None else body.signed(name)


def _rounding(body: Reader) -> Fen:
    """The first version of a day's close knew no rounding."""
    return body.signed("rounding") if body.has("rounding") else 0


def _contribution(body: Reader | None) -> Contribution | None:
    return None if body is None else Contribution(body.text("month"), body.whole("per_10000"))


def _word(body: Reader) -> PersonsWord:
    return PersonsWord(
        kind=body.text("kind"),
        staff=body.text("staff"),
        times=body.whole("times"),
        received=body.fen("received"),
        times_back=body.whole("times_back"),
        given_back=body.fen("given_back"),
    )


def _taking(body: Reader) -> Taking:
    return Taking(
        kind=body.text("kind"),
        sold=body.fen("sold"),
        refunded=body.fen("refunded"),
        unknown=body.fen("unknown"),
        expected=body.signed("expected"),
        counted=body.fen_or_none("counted"),
        difference=_signed_or_none(body, "difference"),
    )


def _refusal(body: Reader) -> RefusalFigures:
    return RefusalFigures(body.text("code"), body.whole("count"))


def _shift(body: Reader) -> ShiftFigures:
    closed = body.value("closed_at_ms")
    notes = tuple((int(value), int(pieces)) for value, pieces in body.values("denominations"))
    return ShiftFigures(
        shift_id=body.text("shift_id"),
        number=body.whole("number"),
        cashier=body.text("cashier"),
        opened_at_ms=body.whole("opened_at_ms"),
        closed_at_ms=None if closed is None else body.whole("closed_at_ms"),
        float_fen=body.fen("float_fen"),
        sales=body.whole("sales"),
        payable=body.signed("payable"),
        cash_in=body.fen("cash_in"),
        cash_out=body.fen("cash_out"),
        takings=_all(body, "takings", _taking),
        denominations=notes,
        explanation=body.text("explanation", may_be_empty=True),
        rounding=_rounding(body),
        reason=body.text("reason", may_be_empty=True) if body.has("reason") else "",
        approver=body.text_or_none("approver") if body.has("approver") else None,
        month_sum=body.fen_or_none("month_sum") if body.has("month_sum") else None,
        beyond=body.texts("beyond") if body.has("beyond") else (),
    )


def _pool(body: Reader) -> PoolSettlement:
    percent = body.value("percent")
    return PoolSettlement(
        pool=body.text("pool"),
        name=body.text("name"),
        percent=None if percent is None else body.whole("percent"),
        visits=body.signed("visits"),
        market=_signed_or_none(body, "market"),
        amount=body.signed("amount"),
    )


def _hour(body: Reader) -> HourFigures:
    return HourFigures(body.whole("hour"), body.whole("sales"), body.signed("payable"))


def _goods(body: Reader) -> GoodsFigures:
    return GoodsFigures(body.text("code"), body.text("name"), body.signed("quantity"), body.signed("payable"))


def _override(body: Reader) -> OverrideFigures:
    return OverrideFigures(
        at_ms=body.whole("at_ms"),
        act=body.text("act"),
        actor=body.text("actor"),
        approver=body.text_or_none("approver"),
        reason=body.text("reason", may_be_empty=True),
        sale_no=body.text_or_none("sale_no"),
        name=body.text_or_none("name"),
        before=body.fen_or_none("before"),
        after=body.fen_or_none("after"),
    )
