"""Writes what happened at the counter into the journal. Every sale becomes an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from pos.domain.calendar import business_date
from pos.domain.cards.card import BenefitState
from pos.domain.cards.card_refused import CardRefused
from pos.domain.cards.lease import Lease, held_by_pool
from pos.domain.cards.lease_moves import MakeGoodSlip, slip_entry_id, slip_number
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.record import Record
from pos.domain.paying.tender import Tender
from pos.domain.paying.tender_taken_back import TenderTakenBack
from pos.domain.people.permission import Permit
from pos.domain.selling.basket import Basket, BasketLine
from pos.domain.selling.checks import check_sale
from pos.domain.selling.line_dropped import LineDropped
from pos.domain.selling.make_good import is_worth_a_slip
from pos.domain.selling.override import Override
from pos.domain.selling.sale import SaleFacts, conclude
from pos.domain.shifts.shift import sale_number
from pos.errors import RuleBroken
from pos.ledger.ledger import Also, Ledger, NewEntry
from pos.ledger.print_jobs import JobKind, NewPrintJob
from pos.services.clock import Clock, Ids
from pos.services.counter.session import Session
from pos.services.counter.state import CheckoutState


@dataclass(frozen=True, slots=True)
class Recorder:
    """Appends entries in the name of the person signed in. Every method is one transaction."""

    ledger: Ledger
    session: Session
    clock: Clock
    ids: Ids
    till_id: str
    appended: Callable[[], None]  # Wakes printing and syncing; must not raise or wait.

    def sale(self, state: CheckoutState, leases: tuple[Lease, ...]) -> tuple[SaleFacts, SealedEntry]:
        """Commit a paid sale, its receipt waiting to be printed; with it the make-good slip that is due.

        The basket's id is the entry's: committing the same basket again returns the stored entry.
        The caller calls `appended` when the screen shows the end of the sale: the threads it wakes
        would otherwise work while the cashier waits.
        Raises TenderNotEnough, LedgerUnwritable.
        """
        staff, shift = self.session.selling()
        basket = state.basket
        number = sale_number(self.till_id, basket.business_date, state.sale_counter, epoch=self.ledger.epoch)
        facts = conclude(
            basket,
            state.quote,
            leases,
            sale_no=number,
            shift_id=shift.shift_id,
            cash_rule=state.cash_rule,
        )
        findings = check_sale(facts, state.programme)
        assert not findings, findings  # The platform runs the same checks on what it receives.
        now_ms = self.clock.now_ms()
        slip = _slip_due(facts, state, leases, sale_id=basket.sale_id)
        sealed = self.ledger.append(
            NewEntry(
                kind=EntryKind.SALE,
                data=facts,
                entry_id=basket.sale_id,
                at_ms=now_ms,
                business_date=basket.business_date,
                actor=staff.staff_id,
            ),
            print_job=NewPrintJob(
                job_id=basket.sale_id, kind=JobKind.RECEIPT, subject=number, created_ms=now_ms
            ),
            also=None if slip is None else _with_paper(slip, basket, at_ms=now_ms, actor=staff.staff_id),
        )
        return facts, sealed

    def line_dropped(
        self,
        basket: Basket,
        line: BasketLine,
        *,
        drop: int,
        after_total: bool = False,
        permit: Permit | None = None,
    ) -> None:
        """Goods were taken out of an open sale. The day close lists these for the owner.

        `after_total`: the customer had been told what it costs. `drop` numbers what was taken out
        of this sale, so that trying again after a failure does not write the same thing twice.
        """
        entry_id = f"{basket.sale_id}-drop-{drop}"
        if self.ledger.has_entry(entry_id):
            return
        self.fact(
            EntryKind.LINE_DROPPED,
            LineDropped(
                sale_id=basket.sale_id,
                code=line.code,
                name=line.name,
                quantity=line.quantity,
                market=line.market,
                after_total=after_total,
                rule=None if permit is None else permit.rule,
            ),
            business_date=basket.business_date,
            entry_id=entry_id,
            permit=permit,
        )

    def card_refused(self, error: RuleBroken, *, asked: bool) -> None:
        """A card was refused. The day counts it by reason. The whole card number is not stored.

        `asked`: only its balance was asked for, so no customer lost a benefit.
        """
        if self.session.staff is None:
            return  # Only a question about a balance: no customer was refused.
        now_ms = self.clock.now_ms()
        self.fact(
            EntryKind.CARD_REFUSED,
            CardRefused(error.code, str(error.facts.get("tail", "")), asked=True if asked else UNSET),
            business_date=business_date(now_ms),
        )

    def ask_refused(self, code: str, tail: str) -> None:
        """Others were asked for a card's rights, and nothing came. The day counts it by reason."""
        if self.session.staff is None:
            return
        now_ms = self.clock.now_ms()
        refused = CardRefused(code, tail)
        self.fact(EntryKind.CARD_REFUSED, refused, business_date=business_date(now_ms))

    def tender_taken_back(self, basket: Basket, tender: Tender) -> None:
        """A confirmed tender was taken back before the sale was done: owners ask about these."""
        self.fact(
            EntryKind.TENDER_TAKEN_BACK,
            TenderTakenBack(
                sale_id=basket.sale_id,
                way=tender.way,
                amount=tender.amount,
                reference_tail=tender.reference_tail,
            ),
            business_date=basket.business_date,
        )

    def override(self, override: Override, permit: Permit, *, business_date: str) -> SealedEntry:
        """An override, with its reason, its rule and who approved it."""
        return self.fact(EntryKind.OVERRIDE, override, business_date=business_date, permit=permit)

    def fact(
        self,
        kind: EntryKind,
        data: Record | dict[str, Any],
        *,
        business_date: str,
        entry_id: str | None = None,
        print_job: NewPrintJob | None = None,
        permit: Permit | None = None,
    ) -> SealedEntry:
        """Append any other fact now; its header names the approver.

        Raises SignInNeeded, LedgerUnwritable.
        """
        sealed = self.ledger.append(
            NewEntry(
                kind=kind,
                data=data,
                entry_id=entry_id or self.ids.new_id(),
                at_ms=self.clock.now_ms(),
                business_date=business_date,
                actor=self.session.person().staff_id,
                approver=None if permit is None else permit.approver,
            ),
            print_job=print_job,
        )
        self.appended()
        return sealed


def _slip_due(
    facts: SaleFacts, state: CheckoutState, leases: tuple[Lease, ...], *, sale_id: str
) -> MakeGoodSlip | None:
    """The make-good slip of a sale whose card would have had more, if this till had held it."""
    card = state.basket.card
    if card is None or card.slip_reason is None:
        return None
    ready = card.state is BenefitState.READY
    if not is_worth_a_slip(facts, state.programme, held=held_by_pool(leases) if ready else None):
        return None
    return MakeGoodSlip(
        slip_no=slip_number(facts.sale_no),
        sale_id=sale_id,
        sale_no=facts.sale_no,
        card_no=card.card_no,
        month=card.month,
        reason=card.slip_reason,
    )


def _with_paper(slip: MakeGoodSlip, basket: Basket, *, at_ms: int, actor: str) -> Also:
    entry_id = slip_entry_id(slip.sale_id)
    return Also(
        NewEntry(
            kind=EntryKind.MAKE_GOOD_SLIP,
            data=slip,
            entry_id=entry_id,
            at_ms=at_ms,
            business_date=basket.business_date,
            actor=actor,
        ),
        NewPrintJob(job_id=entry_id, kind=JobKind.MAKE_GOOD, subject=entry_id, created_ms=at_ms),
    )
