"""Hands make-goods out: promised to this till first, then on the customer's yes written and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pos.domain.calendar import business_date
from pos.domain.cards.lease_moves import MakeGoodPaid, paid_entry_id
from pos.domain.journal.entries import EntryKind
from pos.domain.money import Fen
from pos.domain.people.permission import Act
from pos.domain.reasons import read_reason
from pos.domain.scanning.codes import card_tail
from pos.domain.selling.receipt import Receipt
from pos.domain.selling.reprint import Reprinted
from pos.errors.cards import (
    CreditFenced,
    CreditNotAsked,
    CreditOffline,
    CreditPaid,
    CreditUnknown,
    CreditWhilePaying,
)
from pos.errors.platform import MonitorRefused, MonitorUnreachable
from pos.errors.returns import SlipUnknown
from pos.ledger.print_jobs import JobKind, NewPrintJob, PrintJob
from pos.services.counter.recorder import Recorder
from pos.services.make_goods.credit_watch import Asked, CreditWatch
from pos.services.make_goods.paid_paper import PaidOnPaper, paid_slip
from pos.services.papers.make_good_paper import MakeGoodOnPaper, make_good_slip
from pos.services.people.permissions import PermissionDesk
from pos.services.ports import Credit, CreditLookup
from pos.services.printing.print_queue import Compose
from pos.services.printing.receipts import ShopFacts


@dataclass(frozen=True, slots=True)
class Coming:
    """What the card that was shown last has coming. `total` is what can be paid now, in fen."""

    tail: str
    asked: Asked
    credits: tuple[Credit, ...]
    waiting: int

    @property
    def total(self) -> Fen:
        """The sum of what can be paid now, in fen."""
        return sum(each.amount for each in self.credits)

    @property
    def is_worth_saying(self) -> bool:
        """Whether there is money to be handed out, or a slip that still waits."""
        return bool(self.credits or self.waiting)


@dataclass(frozen=True, slots=True)
class HandingOut:
    """A make-good that is promised to this till and waits for the customer's yes; amounts in fen."""

    credit_id: str
    slip_no: str
    amount: Fen
    card_no: str

    @property
    def tail(self) -> str:
        """The last four digits of the card."""
        return card_tail(self.card_no)


@dataclass(frozen=True, slots=True)
class HandedOutNow:
    """A make-good that is written down: the money is the customer's."""

    slip_no: str
    amount: Fen
    short_hash: str


class Names(Protocol):
    """Finds the name of a staff id."""

    def name_of(self, staff_id: str) -> str: ...


class MakeGoodDesk:
    """Make-goods at this till. Used from one thread, but for `promise` and `give_back`, which may wait."""

    def __init__(
        self,
        recorder: Recorder,
        permissions: PermissionDesk,
        lookup: CreditLookup | None,
        watch: CreditWatch,
        names: Names,
        shop: ShopFacts,
        *,
        paying: Callable[[], bool],
        fenced: Callable[[], bool],
    ) -> None:
        """`lookup`: the platform. `paying`: is money on the counter? `fenced`: are the books in doubt?"""
        self._recorder, self._permissions = recorder, permissions
        self._lookup, self.watch = lookup, watch
        self._names, self._shop = names, shop
        self._paying, self._fenced = paying, fenced
        self._handing: HandingOut | None = None

    # ── What a card has coming ─────────────────────────────────────────────────────────────

    def coming(self) -> Coming | None:
        """What is known of the card that was shown last; None before one, and without a platform."""
        view = self.watch.view
        if view is None:
            return None
        unpaid = tuple(each for each in view.credits.payable if not self._is_paid(each.credit_id))
        return Coming(card_tail(view.card_no), view.state, unpaid, view.credits.waiting)

    def coming_of(self, card_no: str) -> Fen:
        """What a card can be paid now, in fen, if it is the one that was shown last."""
        view = self.watch.view
        coming = self.coming() if view is not None and view.card_no == card_no else None
        return 0 if coming is None else coming.total

    def ask(self, card_no: str) -> Coming | None:
        """Ask now and wait for the answer."""
        self.watch.ask(card_no)
        return self.coming()

    # ── Handing it out ─────────────────────────────────────────────────────────────────────

    @property
    def handing(self) -> HandingOut | None:
        """What waits for the customer's yes."""
        return self._handing

    def promise(self, slip_no: str = "") -> HandingOut:
        """Have a make-good of the card shown last promised to this till; without a number the oldest.

        Waits for the platform. Raises SignInNeeded, ShiftNeeded, CreditWhilePaying, CreditFenced,
        CreditUnknown, CreditPaid, CreditElsewhere, CreditStopped; CreditOffline without an answer.
        """
        self._recorder.session.selling()
        if self._paying():
            raise CreditWhilePaying
        if self._fenced():
            raise CreditFenced
        card_no, credit = self._wanted(slip_no.strip().upper())
        assert self._lookup is not None, "who has something coming was told so by a platform"
        try:
            amount = self._lookup.promise(credit.credit_id)
        except (MonitorUnreachable, MonitorRefused) as error:
            raise CreditOffline from error
        self._handing = HandingOut(credit.credit_id, credit.slip_no, amount, card_no)
        return self._handing

    def handed_out(self) -> HandedOutNow:
        """The customer said yes: write it, print it, open the drawer. Saying it again changes nothing.

        Raises SignInNeeded, ShiftNeeded, CreditNotAsked, CreditFenced and the errors of permission;
        LedgerUnwritable, then nothing was handed out.
        """
        _staff, shift = self._recorder.session.selling()
        handing = self._handing
        if handing is None:
            raise CreditNotAsked
        if self._fenced():
            raise CreditFenced
        permit = self._permissions.permit(Act.PAY_MAKE_GOOD)
        now_ms = self._recorder.clock.now_ms()
        entry_id = paid_entry_id(handing.credit_id)
        sealed = self._recorder.fact(
            EntryKind.MAKE_GOOD_PAID,
            MakeGoodPaid(
                slip_no=handing.slip_no,
                credit_id=handing.credit_id,
                card_no=handing.card_no,
                amount=handing.amount,
                shift_id=shift.shift_id,
                rule=permit.rule,
            ),
            business_date=business_date(now_ms),
            entry_id=entry_id,
            print_job=NewPrintJob(
                job_id=entry_id, kind=JobKind.MAKE_GOOD_PAID, subject=entry_id, created_ms=now_ms
            ),
            permit=permit,
        )
        self._handing = None
        self.watch.forget(handing.credit_id)
        return HandedOutNow(handing.slip_no, handing.amount, sealed.short_hash)

    def give_back(self) -> bool:
        """Nothing was handed out: give the promise back, so that any till may pay it.

        False when the platform could not be told: it stays promised to this till, which may still pay it.
        Raises CreditNotAsked.
        """
        handing = self._handing
        if handing is None:
            raise CreditNotAsked
        self._handing = None
        assert self._lookup is not None
        try:
            self._lookup.withdraw(handing.credit_id)
        except (MonitorUnreachable, MonitorRefused, CreditUnknown, CreditPaid):
            return False
        return True

    # ── Papers ─────────────────────────────────────────────────────────────────────────────

    def composers(self) -> dict[JobKind, Compose]:
        """Who makes which paper of the print queue."""
        return {
            JobKind.MAKE_GOOD: self._slip,
            JobKind.MAKE_GOOD_REPRINT: self._slip,
            JobKind.MAKE_GOOD_PAID: self._paid,
            JobKind.MAKE_GOOD_PAID_REPRINT: self._paid,
        }

    def reprint(self, slip_no: str, *, reason: str = "") -> None:
        """Print a slip of this till again (重印), or the paper of its money if this till paid it.

        Raises SlipUnknown, ReasonUnreadable and the errors of permission.
        """
        number = slip_no.strip().upper()
        kind, entry_id = self._printed(number)
        permit = self._permissions.permit(Act.REPRINT, reason=read_reason(reason))
        now_ms = self._recorder.clock.now_ms()
        self._recorder.fact(
            EntryKind.RECEIPT_REPRINTED,
            Reprinted(sale_no=number, reason=permit.reason, rule=permit.rule),
            business_date=business_date(now_ms),
            print_job=NewPrintJob(
                job_id=self._recorder.ids.new_id(), kind=kind, subject=entry_id, created_ms=now_ms
            ),
            permit=permit,
        )

    def _printed(self, number: str) -> tuple[JobKind, str]:
        ledger = self._recorder.ledger
        paid = ledger.make_goods.paid_for(number)
        if paid is not None:
            return JobKind.MAKE_GOOD_PAID_REPRINT, paid.sealed.entry_id
        slip = ledger.make_goods.numbered(number)
        if slip is None:
            raise SlipUnknown(slip_no=number[:60])
        return JobKind.MAKE_GOOD_REPRINT, slip.sealed.entry_id

    def _slip(self, job: PrintJob, *, again: bool) -> Receipt:
        found = self._recorder.ledger.make_goods.slip(job.subject)
        if found is None:
            raise SlipUnknown(slip_no=job.subject)
        sale = self._recorder.ledger.sale(found.facts.sale_no)
        assert sale is not None, "a slip stands behind its sale"
        given = MakeGoodOnPaper(
            found.facts, found.at_ms, self._names.name_of(found.cashier), sale.sealed.short_hash
        )
        return make_good_slip(given, self._shop, reprint=again or job.kind is JobKind.MAKE_GOOD_REPRINT)

    def _paid(self, job: PrintJob, *, again: bool) -> Receipt:
        found = self._recorder.ledger.make_goods.payment(job.subject)
        if found is None:
            raise SlipUnknown(slip_no=job.subject)
        given = PaidOnPaper(
            found.facts, found.at_ms, self._names.name_of(found.cashier), found.sealed.short_hash
        )
        return paid_slip(given, self._shop, reprint=again or job.kind is JobKind.MAKE_GOOD_PAID_REPRINT)

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _is_paid(self, credit_id: str) -> bool:
        return self._recorder.ledger.has_entry(paid_entry_id(credit_id))

    def _wanted(self, slip_no: str) -> tuple[str, Credit]:
        view = self.watch.view
        if view is None or view.state is Asked.UNREACHABLE:
            raise CreditOffline
        for credit in view.credits.payable:
            if slip_no in ("", credit.slip_no):
                if not self._is_paid(credit.credit_id):
                    return view.card_no, credit
                if slip_no:
                    raise CreditPaid(credit_id=credit.credit_id)
        raise CreditUnknown(slip_no=slip_no[:60])
