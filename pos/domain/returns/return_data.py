"""How a return stands in the journal: ReturnFacts as plain data, and back again, strictly."""

from __future__ import annotations

from typing import Any

from pos.domain.cards.lease import LeaseSpend
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.reading import Reader
from pos.domain.paying.tender import TenderKind
from pos.domain.paying.tender_method import method_from_data, method_to_data
from pos.domain.returns.mirror import Refund, ReturnedCard, ReturnedLine, ReturnFacts
from pos.domain.selling.quote import Totals
from pos.errors.ledger import EntryWrong


def return_to_data(facts: ReturnFacts) -> dict[str, Any]:
    """Write a return as plain data for its entry (kind `return`, version 2)."""
    card = facts.card
    return {
        "return_no": facts.return_no,
        "sale_no": facts.sale_no,
        "of_till": facts.of_till,
        "elsewhere": facts.elsewhere,
        "shift_id": facts.shift_id,
        "void": facts.void,
        "programme": facts.programme_version,
        "reason": facts.reason,
        "rule": facts.rule,
        "lines": [line_to_data(line) for line in facts.lines],
        "totals": facts.totals.to_data(),
        "refunds": [
            {
                "kind": refund.kind.value,
                "amount": refund.amount,
                "payment_id": refund.payment_id,
                "confirmed_by": refund.confirmed_by,
                "method": method_to_data(refund.method),
            }
            for refund in facts.refunds
        ],
        "card": None
        if card is None
        else {
            "card_no": card.card_no,
            "month": card.month,
            "before": dict(card.before),
            "after": dict(card.after),
        },
        "restorations": [
            {"lease_id": each.lease_id, "pool": each.pool, "amount": each.amount}
            for each in facts.restorations
        ],
        "forfeited": dict(facts.forfeited),
        "rounding": facts.rounding,
    }


def return_from_data(data: object, *, version: int = 1) -> ReturnFacts:
    """Read a return back; version 1 knew no rounding, nobody's yes, no kinds of 其他. Raises EntryWrong.

    Of a later `version` what it brought must be there.
    """
    body = Reader.of(data)
    totals = body.reader("totals")
    return ReturnFacts(
        return_no=body.text("return_no"),
        sale_no=body.text("sale_no"),
        of_till=body.text("of_till"),
        elsewhere=body.flag("elsewhere"),
        shift_id=body.text("shift_id"),
        void=body.flag("void"),
        programme_version=body.text("programme"),
        reason=body.text("reason", may_be_empty=True),
        rule=body.text("rule"),
        lines=tuple(line_from_data(line) for line in body.readers("lines")),
        totals=Totals(
            market=totals.fen("market"),
            discount=totals.fen("discount"),
            net=totals.fen("net"),
            subsidy=totals.fen("subsidy"),
            payable=totals.fen("payable"),
        ),
        refunds=tuple(_refund_from_data(each, version=version) for each in body.readers("refunds")),
        card=_card_from_data(body.reader_or_none("card")),
        restorations=tuple(
            LeaseSpend(each.text("lease_id"), each.text("pool"), each.fen("amount"))
            for each in body.readers("restorations")
        ),
        forfeited=body.fen_by_name("forfeited"),
        rounding=body.signed("rounding") if body.has("rounding") else 0,
    )


def _refund_from_data(each: Reader, *, version: int) -> Refund:
    refund = Refund(
        each.choice("kind", TenderKind),
        each.fen("amount"),
        each.text_or_none("payment_id"),
        each.text_or_none("confirmed_by") if each.has("confirmed_by") else None,
        method_from_data(each) if each.has("method") else None,
    )
    by_phone = refund.kind is not TenderKind.CASH and refund.amount > 0
    if version >= 2 and by_phone and refund.confirmed_by is None:  # Cash is in the drawer's count.
        raise EntryWrong(reason=f"nobody said that the money by {refund.kind.value} went back")
    return refund


def line_to_data(line: ReturnedLine) -> dict[str, Any]:
    """Write a returned line as plain data."""
    return {
        "n": line.number,
        "code": line.code,
        "name": line.name,
        "unit": line.unit,
        "category": line.category,
        "sold_by": line.sold_by.value,
        "quantity": line.quantity,
        "market": line.market,
        "discount": line.discount,
        "subsidy": line.subsidy,
        "payable": line.payable,
        "pool": line.pool,
        "counted": line.counted,
    }


def line_from_data(body: Reader) -> ReturnedLine:
    """Read a returned line back. Raises EntryWrong."""
    return ReturnedLine(
        number=body.whole("n"),
        code=body.text("code"),
        name=body.text("name"),
        unit=body.text("unit"),
        category=body.text("category"),
        sold_by=body.choice("sold_by", SoldBy),
        quantity=body.whole("quantity"),
        market=body.fen("market"),
        discount=body.fen("discount"),
        subsidy=body.fen("subsidy"),
        payable=body.fen("payable"),
        pool=body.text_or_none("pool"),
        counted=body.fen("counted"),
    )


def _card_from_data(body: Reader | None) -> ReturnedCard | None:
    if body is None:
        return None
    return ReturnedCard(
        body.text("card_no"), body.text("month"), body.fen_by_name("before"), body.fen_by_name("after")
    )
