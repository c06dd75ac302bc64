"""Returns goods: finds the sale, computes the return, checks permission, and writes it once.

The basket on the counter is not touched. The return stands in the ledger before its slip is
printed or the drawer opens; what was decided for the sale is never priced again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from pos.domain.calendar import business_date, month_of
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import EntryKind
from pos.domain.paying.tender import TenderKind, TenderState
from pos.domain.people.permission import Act, Permit
from pos.domain.people.staff import Staff
from pos.domain.programme.programme import Programme
from pos.domain.quantity import Thousandths
from pos.domain.reasons import read_reason
from pos.domain.returns.checks_return import check_return
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.mirror import (
    ReturnedBefore,
    ReturnTerms,
    confirmed,
    date_of,
    left_to_return,
    return_goods,
    till_of,
)
from pos.domain.scanning.codes import card_tail, is_sale_number
from pos.domain.selling.sale import SaleFacts
from pos.domain.shifts.shift import EPOCH_NUMBERS, FIRST_EPOCH, return_number, sale_number
from pos.domain.typed import plain_digits
from pos.errors.platform import MonitorUnreachable
from pos.errors.returns import (
    RefundUnconfirmed,
    ReturnBeforeSale,
    ReturnNeverPaid,
    ReturnPaymentElsewhere,
    ReturnPaymentOpen,
    ReturnWhilePaying,
    SaleOfOtherStore,
    SaleOfOtherTill,
    SaleReleased,
    SellerNotHeard,
    VoidNothing,
    VoidTooLate,
)
from pos.errors.selling import SaleUnknown
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.services.counter.recorder import Recorder
from pos.services.people.permissions import PermissionDesk
from pos.services.ports import SaleElsewhere, SaleLookup
from pos.services.returns.goods_slips import refuse_what_lies_here
from pos.services.returns.return_asked import Found, ReturnAsked, Waiting
from pos.services.returns.return_state import (
    CompletedReturn,
    ReturnableLine,
    ReturnableSale,
    ReturnPreview,
    completed_of,
)
from pos.services.words.receipt_words import pool_names

_SHORT_NUMBER_DIGITS = 6  # `87` is sale 0087 of today at this till.


class SaleNames(Protocol):
    """Finds the name of a staff id, and the programme of a version."""

    def name_of(self, staff_id: str) -> str: ...
    def programme(self, version: str) -> Programme: ...


class Returns:
    """Returns and voids at this till. Not thread-safe: fronts call it from one thread at a time."""

    def __init__(
        self,
        recorder: Recorder,
        permissions: PermissionDesk,
        lookup: SaleLookup | None,
        names: SaleNames,
        *,
        paying: Callable[[], bool],
        leases_changed: Callable[[], None],
        released: Callable[[str], bool] = lambda _sale_no: False,
    ) -> None:
        """`lookup`: the platform, if any. `paying`: is money on the counter? `leases_changed`: callback."""
        self._recorder = recorder
        self._permissions = permissions
        self._lookup = lookup
        self._names = names
        self._paying = paying
        self._leases_changed = leases_changed
        self._released = released  # Whether goods of a sale come back at other tills, by its number.
        self._known: dict[str, Found] = {}  # By token; only the newest is kept.
        self._waiting: Waiting | None = None
        self._promised: dict[str, Found] = {}  # By return id, from the platform: to show where money goes.

    def find(self, text: str) -> ReturnableSale:
        """The sale with a number, as scanned or typed (`87`: today's, of this till), and what is left of it.

        Sales of other tills are asked of the platform. Raises SaleUnknown, SaleOfOtherTill,
        SaleOfOtherStore, SaleNotAtPlatform, MonitorRefused; SignInNeeded, ShiftNeeded, ReturnWhilePaying.
        """
        self._recorder.session.selling()
        self._refuse_while_paying()
        return self._shown(self._sale(self._number(text)))

    def preview(self, token: str, wanted: Mapping[int, Thousandths]) -> ReturnPreview:
        """Where everything would go. `token` is that of the sale found last.

        Raises ReturnEmpty, LineUnknown, QuantityNotWhole, ReturnTooMuch, ReturnedAlready.
        """
        return ReturnPreview.of(self._decided(self._known[token], wanted))

    def return_goods(
        self,
        sale_no: str,
        wanted: Mapping[int, Thousandths],
        reason: str,
        *,
        token: str | None = None,
        refunded_by: Staff | None = None,
    ) -> CompletedReturn:
        """Take goods back, by line number and quantity; with a `token` of `find`, at most once.

        Everything is decided before anybody is asked to approve; the part of a phone is booked on
        the word of the person signed in, `refunded_by`, that the customer has the money.
        Raises the errors of `find` and `preview`, ReasonUnreadable, ReturnBeforeSale, ReturnPaymentOpen,
        ReturnNeverPaid, ReturnPaymentElsewhere; RefundUnconfirmed; ActDenied, ApprovalNeeded;
        LedgerUnwritable, then nothing was taken back.
        """
        self._recorder.session.selling()
        done = None if token is None else self._recorder.ledger.returns.with_entry_id(token)
        if done is not None:
            return completed_of(done)
        self._refuse_while_paying()
        number = self._number(sale_no)
        found = self._known.get(token or "")
        if found is None or not found.elsewhere or found.facts.sale_no != number:
            found = self._sale(number)  # Another till's sale came with its token.
        act = Act.RETURN_ELSEWHERE if found.elsewhere else Act.RETURN_GOODS
        entry_id = token or self._recorder.ids.new_id()
        return self._write(found, wanted, reason, act, entry_id=entry_id, refunded_by=refunded_by)

    def void_last(
        self, reason: str, *, token: str | None = None, refunded_by: Staff | None = None
    ) -> CompletedReturn:
        """Take back the whole sale that was just made. Raises the errors of `last` and of `return_goods`."""
        self._recorder.session.selling()
        done = None if token is None else self._recorder.ledger.returns.with_entry_id(token)
        if done is not None:
            return completed_of(done)
        found = self._last()
        wanted = left_to_return(found.facts, {})
        entry_id = token or self._recorder.ids.new_id()
        return self._write(found, wanted, reason, Act.VOID_SALE, entry_id=entry_id, refunded_by=refunded_by)

    def last(self) -> ReturnableSale:
        """The sale that `void_last` would take back: the last of this shift, and the drawer's last.

        After it nothing was sold, given back, put into or taken out of the drawer, counted or
        opened: so all money of the sale is still in the drawer.
        Raises VoidNothing, VoidTooLate, ReturnWhilePaying, SignInNeeded, ShiftNeeded.
        """
        return self._shown(self._last())

    def reasons(self, *, void: bool) -> tuple[str, ...]:
        """What is offered as a reason, the commonest first."""
        return self._permissions.reasons(Act.VOID_SALE if void else Act.RETURN_GOODS)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _refuse_while_paying(self) -> None:
        if self._paying():
            raise ReturnWhilePaying

    def _number(self, text: str) -> str:
        number = plain_digits(text).strip().upper()
        if number.isdigit() and len(number) <= _SHORT_NUMBER_DIGITS:
            today = business_date(self._recorder.clock.now_ms())
            counter, epoch = int(number), self._recorder.ledger.epoch
            if counter >= EPOCH_NUMBERS:  # As the paper says it.
                epoch = FIRST_EPOCH
            return sale_number(self._recorder.till_id, today, counter, epoch=epoch)
        if not is_sale_number(number):
            raise SaleUnknown(sale_no=number[:60])
        return number

    def _sale(self, sale_no: str) -> Found:
        ledger = self._recorder.ledger
        stored = ledger.sale(sale_no)
        if stored is None:
            return self._elsewhere(sale_no)
        if self._released(sale_no):
            raise SaleReleased(sale_no=sale_no)
        before = ReturnedBefore(
            quantities=ledger.days.returned_quantities(sale_no),
            restorations=ledger.days.restorations_of(sale_no),
            refunds=ledger.days.refunded_by_kind(sale_no),
        )
        return Found(stored.facts, stored.at_ms, stored.cashier, elsewhere=False, before=before)

    def _elsewhere(self, sale_no: str, *, paying: str = "") -> Found:
        """A sale of another till; `paying` is the id of the return that a slip is to be paid with."""
        if self._lookup is None:
            raise self._whose(sale_no)
        try:
            told = self._lookup.sale(sale_no)
        except MonitorUnreachable as error:
            raise self._whose(sale_no) from error
        entry = decode_entry(told.payload)
        facts = entry.facts(SaleFacts)
        if facts.sale_no != sale_no:
            raise SaleUnknown(sale_no=sale_no)
        before, dropped = self._really_back(told, paying)
        return Found(facts, entry.at_ms, entry.actor, elsewhere=True, before=before, dropped=dropped)

    def _really_back(self, told: SaleElsewhere, paying: str) -> tuple[ReturnedBefore, tuple[str, ...]]:
        """What came back, without what was only promised to us; and the promises that we shall not use."""
        ledger = self._recorder.ledger
        only_promised = {name for name in told.own if ledger.returns.with_entry_id(name) is None}
        only_promised -= {each.facts.return_id for each in ledger.slips.open()} - {paying}
        returned, refunded = dict(told.returned), dict(told.refunded)
        for name in only_promised:
            for number, quantity in told.own[name].quantities.items():
                returned[number] = returned.get(number, 0) - quantity
            for kind, amount in told.own[name].refunded.items():
                refunded[kind] = refunded.get(kind, 0) - amount
        return ReturnedBefore(returned, (), refunded), tuple(sorted(only_promised - {paying}))

    def _whose(self, sale_no: str) -> SaleUnknown | SaleOfOtherTill | SaleOfOtherStore:
        """Why a sale cannot be found while the platform cannot be asked."""
        own, sold_by = self._recorder.till_id, till_of(sale_no)
        if sold_by == own:
            return SaleUnknown(sale_no=sale_no)
        store = sold_by.rpartition("-")[0]
        if store == own.rpartition("-")[0]:
            return SaleOfOtherTill(sale_no=sale_no, till=sold_by)
        return SaleOfOtherStore(sale_no=sale_no, store=store)

    def _last(self) -> Found:
        _staff, shift = self._recorder.session.selling()
        self._refuse_while_paying()
        ledger = self._recorder.ledger
        stored = ledger.last_sale()
        if stored is None or stored.facts.shift_id != shift.shift_id:
            raise VoidNothing
        if ledger.returns.drawer_moved_since(stored.facts.sale_no):
            raise VoidTooLate(sale_no=stored.facts.sale_no)
        return self._sale(stored.facts.sale_no)

    def _shown(self, found: Found) -> ReturnableSale:
        facts, back = found.facts, found.before.quantities
        token = self._recorder.ids.new_id()
        self._known = {token: found}
        today = business_date(self._recorder.clock.now_ms())
        return ReturnableSale(
            sale_no=facts.sale_no,
            at_ms=found.at_ms,
            cashier=self._names.name_of(found.cashier),
            elsewhere=found.elsewhere,
            card_tail=None if facts.card is None else card_tail(facts.card.card_no),
            month_over=facts.card is not None and facts.card.month != month_of(today),
            lines=tuple(ReturnableLine.of(line, back.get(line.number, 0)) for line in facts.lines),
            pool_names=pool_names(self._names.programme(facts.programme_version)),
            token=token,
            slip_no=self._lies_here(facts.sale_no),
        )

    def _lies_here(self, sale_no: str) -> str | None:
        """The slip still to be paid that goods of a sale were taken in against, the oldest one."""
        slips = self._recorder.ledger.slips.open()
        return next((each.facts.slip_no for each in slips if each.facts.sale_no == sale_no), None)

    def _decided(
        self,
        found: Found,
        wanted: Mapping[int, Thousandths],
        *,
        reason: str = "",
        rule: str = "",
        void: bool = False,
    ) -> ReturnFacts:
        ledger, sale = self._recorder.ledger, found.facts
        _staff, shift = self._recorder.session.selling()
        today = business_date(self._recorder.clock.now_ms())
        counter = ledger.days.returns_on(today) + 1
        number = return_number(self._recorder.till_id, today, counter, epoch=ledger.epoch)
        terms = ReturnTerms(
            return_no=number,
            shift_id=shift.shift_id,
            business_date=today,
            reason=reason,
            rule=rule,
            void=void,
            elsewhere=found.elsewhere,
        )
        leases = ledger.leases(sale.card.card_no, sale.card.month) if sale.card is not None else ()
        return return_goods(sale, wanted, found.before, terms, leases)

    def _write(
        self,
        found: Found,
        wanted: Mapping[int, Thousandths],
        reason: str,
        act: Act,
        *,
        entry_id: str,
        refunded_by: Staff | None,
    ) -> CompletedReturn:
        void, reason = act is Act.VOID_SALE, read_reason(reason)
        today = business_date(self._recorder.clock.now_ms())
        if today < date_of(found.facts.sale_no):
            raise ReturnBeforeSale(today=today)
        self._refuse_unpaid(found)
        self._decided(found, wanted, void=void)  # What cannot be is said before anybody has to approve it.
        refuse_what_lies_here(self._recorder, found.facts.sale_no, wanted)
        asked = ReturnAsked(entry_id, act, dict(wanted), reason, self._recorder.session.person())
        return self._book(found, asked, self._permitted(asked), refunded_by)

    def _book(
        self, found: Found, asked: ReturnAsked, permit: Permit, refunded_by: Staff | None
    ) -> CompletedReturn:
        today = business_date(self._recorder.clock.now_ms())
        entry_id, void = asked.entry_id, asked.act is Act.VOID_SALE
        said_by = self._recorder.session.word_of(refunded_by)
        self._ask_seller(found, asked, permit)
        decided = self._decided(found, asked.wanted, reason=asked.reason, rule=permit.rule, void=void)
        by_phone = sum(each.amount for each in decided.refunds if each.kind is not TenderKind.CASH)
        if by_phone and said_by is None:
            # It may go back; a person must say whether it did.
            self._waiting = Waiting(asked, found, permit, released=True)
            raise RefundUnconfirmed(amount_fen=by_phone)
        self._waiting = None
        facts = confirmed(decided, said_by)
        before = found.before
        findings = check_return(facts, found.facts, before.quantities, before.restorations, before.refunds)
        assert not findings, findings  # The platform runs the same checks on what it receives.
        now_ms = self._recorder.clock.now_ms()
        self._recorder.fact(
            EntryKind.RETURN,
            facts,
            business_date=today,
            entry_id=entry_id,
            print_job=NewPrintJob(
                job_id=entry_id, kind=JobKind.RETURN, subject=facts.return_no, created_ms=now_ms
            ),
            permit=permit,
        )
        self._promised.pop(entry_id, None)
        if facts.restorations:
            self._leases_changed()  # The card may be in the open basket, whose leases are read again.
        written = self._recorder.ledger.returns.with_entry_id(entry_id)
        assert written is not None
        return completed_of(written)

    def _permitted(self, asked: ReturnAsked) -> Permit:
        """The permit of a return; one that waits for an answer keeps its own."""
        waiting = self._waiting
        if waiting is not None and waiting.asked == asked and waiting.asked.asker is asked.asker:
            return waiting.permit
        return self._permissions.permit(asked.act, reason=asked.reason)

    def _ask_seller(self, found: Found, asked: ReturnAsked, permit: Permit) -> None:
        """Another till's goods have to be promised to us first."""
        if not found.elsewhere:
            return
        assert self._lookup is not None  # It found the sale.
        try:
            self._lookup.permit_return(
                asked.entry_id,
                found.facts.sale_no,
                asked.wanted,
                known=found.before.quantities,
                withdrawn=found.dropped,
            )
        except SellerNotHeard:
            self._waiting = Waiting(asked, found, permit, released=False)
            raise
        self._promised[asked.entry_id] = found

    def _refuse_unpaid(self, found: Found) -> None:
        """Money that a provider was asked for goes back only once it is known to have come."""
        for tender in found.facts.tenders:
            if found.elsewhere:
                if tender.state is TenderState.UNKNOWN:
                    raise ReturnPaymentElsewhere(amount_fen=tender.amount, till=till_of(found.facts.sale_no))
                continue
            payment = (
                None if tender.payment_id is None else self._recorder.ledger.days.payment(tender.payment_id)
            )
            if payment is not None and payment.state in ("asked", "unknown"):
                raise ReturnPaymentOpen(amount_fen=tender.amount)
            if payment is not None and payment.state in ("refused", "reversed"):
                raise ReturnNeverPaid(amount_fen=tender.amount)
