"""Goods slips as facts of the journal: given with their paper, found while open, made void.

Which sale they are of, and when they are paid, is `pos.services.returns.return_desk`' to decide.
"""

from __future__ import annotations

from collections.abc import Mapping

from pos.domain.calendar import business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Permit
from pos.domain.quantity import Thousandths
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.goods_slip import GoodsSlip, SlipVoid, VoidCause, slip_number
from pos.errors.returns import SlipNotOpen, SlipOpenAlready, SlipUnknown
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.ledger.returns.goods_slips import StoredSlip
from pos.services.counter.recorder import Recorder
from pos.services.returns.return_state import GivenSlip


def give_slip(recorder: Recorder, facts: ReturnFacts, permit: Permit, *, return_id: str) -> GivenSlip:
    """Write down that goods were taken in, with the slip waiting to be printed. No money moves.

    `facts` is the return as it would be today. Raises LedgerUnwritable; then nothing was taken in.
    """
    now_ms = recorder.clock.now_ms()
    today = business_date(now_ms)
    counter = recorder.ledger.slips.given_on(today) + 1
    number = slip_number(recorder.till_id, today, counter, epoch=recorder.ledger.epoch)
    slip = GoodsSlip(
        slip_no=number,
        return_id=return_id,
        sale_no=facts.sale_no,
        of_till=facts.of_till,
        shift_id=facts.shift_id,
        reason=facts.reason,
        rule=facts.rule,
        lines=facts.lines,
        payable=sum(line.payable for line in facts.lines),
    )
    entry_id = recorder.ids.new_id()
    recorder.fact(
        EntryKind.GOODS_SLIP,
        slip,
        business_date=today,
        entry_id=entry_id,
        print_job=NewPrintJob(job_id=entry_id, kind=JobKind.GOODS_SLIP, subject=number, created_ms=now_ms),
        permit=permit,
    )
    written = recorder.ledger.slips.numbered(number)
    assert written is not None
    return given_slip(written)


def open_slip(recorder: Recorder, slip_no: str) -> StoredSlip:
    """A slip that is still to be paid. Raises SlipUnknown, SlipNotOpen."""
    number = slip_no.strip().upper()
    slip = recorder.ledger.slips.numbered(number)
    if slip is None:
        raise SlipUnknown(slip_no=number[:60])
    if not slip.is_open:
        raise SlipNotOpen(slip_no=number)
    return slip


def void_slip(recorder: Recorder, slip: GoodsSlip, cause: VoidCause, permit: Permit | None = None) -> None:
    """Make a slip void: it will never be paid. Raises LedgerUnwritable."""
    reason, rule = ("", slip.rule) if permit is None else (permit.reason, permit.rule)
    recorder.fact(
        EntryKind.GOODS_SLIP_VOID,
        SlipVoid(slip.slip_no, slip.sale_no, cause, reason, rule),
        business_date=business_date(recorder.clock.now_ms()),
        permit=permit,
    )


def refuse_what_lies_here(recorder: Recorder, sale_no: str, wanted: Mapping[int, Thousandths]) -> None:
    """Raise SlipOpenAlready when some of these lines were taken in and are still to be paid."""
    for each in recorder.ledger.slips.open():
        if each.facts.sale_no == sale_no and set(each.facts.quantities) & set(wanted):
            raise SlipOpenAlready(slip_no=each.facts.slip_no)


def given_slip(stored: StoredSlip) -> GivenSlip:
    """What the fronts show of a slip."""
    slip = stored.facts
    return GivenSlip(
        slip_no=slip.slip_no,
        sale_no=slip.sale_no,
        short_hash=stored.sealed.short_hash,
        payable=slip.payable,
        till=slip.of_till,
        at_ms=stored.at_ms,
    )
