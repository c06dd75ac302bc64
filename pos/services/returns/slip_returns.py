"""Returns that may begin with a goods slip, while the selling till still has the right to return them."""

from __future__ import annotations

from collections.abc import Mapping

from pos.domain.calendar import business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act, Permit
from pos.domain.people.staff import Staff
from pos.domain.quantity import Thousandths
from pos.domain.reasons import read_reason
from pos.domain.returns.goods_slip import VoidCause
from pos.domain.selling.reprint import Reprinted
from pos.errors.returns import ReturnedAlready, ReturnTooMuch, ReturnUnknown, SellerNotHeard, SlipGoodsBack
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.services.returns.goods_slips import give_slip, given_slip, open_slip, void_slip
from pos.services.returns.return_asked import ReturnAsked, Waiting
from pos.services.returns.return_desk import Returns
from pos.services.returns.return_state import CompletedReturn, GivenSlip, ReturnPreview


class SlipReturns(Returns):
    """Returns and voids, and the slips of goods whose money is still to be paid."""

    def take_in(
        self,
        sale_no: str,
        wanted: Mapping[int, Thousandths],
        reason: str,
        *,
        token: str | None = None,
        refunded_by: Staff | None = None,
    ) -> CompletedReturn | GivenSlip:
        """Take goods back; against a slip while the right to is still the selling till's.

        Raises what `return_goods` does except SellerNotHeard, and SlipOpenAlready.
        """
        given = None if token is None else self._recorder.ledger.slips.paid_by(token)
        if given is not None:
            return given_slip(given)
        staff, _shift = self._recorder.session.selling()
        entry_id = token or self._recorder.ids.new_id()
        asked = ReturnAsked(entry_id, Act.RETURN_ELSEWHERE, dict(wanted), read_reason(reason), staff)
        if self._waiting_for_release(asked) is None:  # Else the yes is still good.
            try:
                return self.return_goods(sale_no, wanted, reason, token=entry_id, refunded_by=refunded_by)
            except SellerNotHeard:
                pass
        waiting = self._waiting_for_release(asked)
        assert waiting is not None
        self._waiting = None
        facts = self._decided(waiting.found, wanted, reason=asked.reason, rule=waiting.permit.rule)
        return give_slip(self._recorder, facts, waiting.permit, return_id=entry_id)

    def _waiting_for_release(self, asked: ReturnAsked) -> Waiting | None:
        waiting = self._waiting
        same = waiting is not None and waiting.asked == asked and waiting.asked.asker is asked.asker
        return waiting if waiting is not None and same and not waiting.released else None

    def pay_slip(self, slip_no: str, *, refunded_by: Staff | None = None) -> CompletedReturn:
        """Pay a slip whose sale was released by its till. It becomes void if the goods were back.

        The return also names who approved taking the goods in; the part of a phone
        needs the confirmation of the person signed in, `refunded_by`. Raises SlipUnknown, SlipNotOpen,
        SlipGoodsBack, SellerNotHeard, RefundUnconfirmed; MonitorUnreachable, MonitorRefused;
        LedgerUnwritable.
        """
        staff, _shift = self._recorder.session.selling()
        self._refuse_while_paying()
        slip = open_slip(self._recorder, slip_no)
        facts = slip.facts
        found = self._elsewhere(facts.sale_no, paying=facts.return_id)
        self._refuse_unpaid(found)
        try:
            self._decided(found, facts.quantities)
        except (ReturnTooMuch, ReturnedAlready) as error:
            void_slip(self._recorder, facts, VoidCause.TAKEN_BACK)
            raise SlipGoodsBack(slip_no=facts.slip_no, till=facts.of_till) from error
        permit = Permit(Act.RETURN_ELSEWHERE, facts.rule, facts.reason, slip.approver)
        asked = ReturnAsked(
            facts.return_id, Act.RETURN_ELSEWHERE, dict(facts.quantities), facts.reason, staff
        )
        return self._book(found, asked, permit, refunded_by)

    def slip_preview(self, slip_no: str) -> ReturnPreview:
        """Where the money of a slip goes whose sale was released. Raises SlipUnknown, SlipNotOpen."""
        facts = open_slip(self._recorder, slip_no).facts
        return ReturnPreview.of(self._decided(self._promised[facts.return_id], facts.quantities))

    def open_slips(self) -> tuple[GivenSlip, ...]:
        """Goods that lie here and are still to be paid, the oldest first."""
        return tuple(given_slip(each) for each in self._recorder.ledger.slips.open())

    def withdraw_slip(self, slip_no: str, reason: str) -> None:
        """The customer takes the goods home again: nothing is to be paid.

        Raises SlipUnknown, SlipNotOpen, ReasonUnreadable and the errors of permission.
        """
        slip = open_slip(self._recorder, slip_no)
        permit = self._permissions.permit(Act.RETURN_ELSEWHERE, reason=read_reason(reason))
        void_slip(self._recorder, slip.facts, VoidCause.WITHDRAWN, permit)

    def reprint(self, return_no: str, *, reason: str = "") -> None:
        """Print the slip of a return, or of goods taken in, again (重印); the journal remembers who and why.

        Raises ReturnUnknown, ReasonUnreadable and the errors of permission.
        """
        number = return_no.strip().upper()
        kind = JobKind.RETURN_REPRINT
        if self._recorder.ledger.returns.numbered(number) is None:
            if self._recorder.ledger.slips.numbered(number) is None:
                raise ReturnUnknown(return_no=number[:60])
            kind = JobKind.GOODS_SLIP_REPRINT
        permit = self._permissions.permit(Act.REPRINT, reason=read_reason(reason))
        now_ms = self._recorder.clock.now_ms()
        self._recorder.fact(
            EntryKind.RECEIPT_REPRINTED,
            Reprinted(sale_no=number, reason=permit.reason, rule=permit.rule),
            business_date=business_date(now_ms),
            print_job=NewPrintJob(
                job_id=self._recorder.ids.new_id(),
                kind=kind,
                subject=number,
                created_ms=now_ms,
            ),
            permit=permit,
        )
