"""Receipts of past sales: printed, printed again (重印), or shown as a picture on the screen."""

from __future__ import annotations

from collections.abc import Callable

from pos.devices.escpos import receipt_bytes
from pos.devices.renderer import render_png
from pos.domain.calendar import BusinessDate, business_date
from pos.domain.journal.entries import EntryKind
from pos.domain.people.permission import Act
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import Programme
from pos.domain.reasons import read_reason
from pos.domain.scanning.codes import card_tail, is_slip_number
from pos.domain.selling.receipt import Receipt
from pos.domain.selling.reprint import Reprinted
from pos.domain.shop_rules import ShopRules
from pos.errors.returns import ReturnUnknown, SlipUnknown
from pos.errors.selling import SaleUnknown
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.ledger import StoredSale
from pos.ledger.print_jobs import JobKind, NewPrintJob, PrintJob
from pos.services.cards.card_desk import CardDesk
from pos.services.counter.recorder import Recorder
from pos.services.counter.state import PastSale, SaleSummary
from pos.services.people.permissions import PermissionDesk
from pos.services.practice.training import as_training
from pos.services.printing.print_queue import MISSING_MS, Compose
from pos.services.printing.printer_trial import trial_page
from pos.services.printing.receipts import SaleOnPaper, ShopFacts, balance_receipt, sale_receipt
from pos.services.returns.goods_slip_paper import SlipOnPaper, goods_slip
from pos.services.returns.return_slip import ReturnOnPaper, return_slip
from pos.services.words.override_words import name_in
from pos.services.words.receipt_words import pool_names


class ReceiptDesk:
    """Finds sales and makes receipts of them. The print queue asks `compose` for each job."""

    def __init__(
        self,
        recorder: Recorder,
        permissions: PermissionDesk,
        catalogue: Catalogue,
        cards: CardDesk,
        *,
        default_programme: Programme,
        contribution: Callable[[BusinessDate], Contribution | None] = lambda _date: None,
        rules: Callable[[BusinessDate], ShopRules] = lambda date: ShopRules(in_force_from=date),
        store_name: str,
        columns: int,
        encoding: str,
        training: bool = False,
    ) -> None:
        self._recorder = recorder
        self._permissions = permissions
        self._catalogue = catalogue
        self._cards = cards
        self._default_programme = default_programme
        self._contribution = contribution
        self._rules = rules
        self.shop = ShopFacts(store_name=store_name, till_id=recorder.till_id)
        self._columns = columns
        self._encoding = encoding
        self._training = training
        self.job_added: Callable[[], None] = lambda: None
        self.composers: dict[JobKind, Compose] = {}  # Papers that are no receipts: each desk adds its own.

    def receipt(self, sale_no: str, *, reprint: bool = False) -> Receipt:
        """The receipt of a sale of this till. Raises SaleUnknown."""
        sale = self._sale(sale_no)
        programme = self.programme(sale.facts.programme_version)
        on_paper = SaleOnPaper(
            facts=sale.facts,
            at_ms=sale.at_ms,
            cashier=self.name_of(sale.cashier),
            short_hash=sale.sealed.short_hash,
        )
        return sale_receipt(
            on_paper,
            self.shop,
            programme=programme,
            reprint=reprint,
            contribution=self._contribution(business_date(sale.at_ms)),
            weight_unit=self._rules(business_date(sale.at_ms)).weight_unit,
        )

    def preview_bytes(self, sale_no: str) -> bytes:
        """What the printer gets for a sale. Raises SaleUnknown."""
        return receipt_bytes(
            self._as_it_is(self.receipt(sale_no)), columns=self._columns, encoding=self._encoding
        )

    def preview_png(self, sale_no: str) -> bytes:
        """A picture of the receipt, drawn from the printer's bytes. Raises SaleUnknown."""
        return render_png(self.preview_bytes(sale_no), columns=self._columns, encoding=self._encoding)

    def last_sale(self) -> PastSale | None:
        """The newest sale of this till, for showing it."""
        sale = self._recorder.ledger.last_sale()
        if sale is None:
            return None
        totals, change = sale.facts.totals, sale.facts.change
        return PastSale(sale.facts.sale_no, sale.sealed.short_hash, totals.payable, change)

    def last_sale_no(self) -> str | None:
        """The newest sale of this till."""
        sale = self._recorder.ledger.last_sale()
        return None if sale is None else sale.facts.sale_no

    def recent(self, limit: int = 20) -> list[SaleSummary]:
        """The newest sales, newest first."""
        since_ms = self._recorder.clock.now_ms() - MISSING_MS
        missing = self._recorder.ledger.print_jobs.missing(since_ms=since_ms)
        return [
            SaleSummary(
                sale_no=sale.facts.sale_no,
                at_ms=sale.at_ms,
                payable=sale.facts.totals.payable,
                card_tail=None if sale.facts.card is None else card_tail(sale.facts.card.card_no),
                paper_missing=sale.facts.sale_no in missing,
            )
            for sale in self._recorder.ledger.recent_sales(limit)
        ]

    def reprint(self, sale_no: str, *, reason: str = "") -> None:
        """Print a receipt again, marked 重印; the journal remembers who asked, and why.

        Raises SaleUnknown, ReasonUnreadable and the errors of permission.
        """
        self._sale(sale_no)
        permit = self._permissions.permit(Act.REPRINT, reason=read_reason(reason))
        now_ms = self._recorder.clock.now_ms()
        self._recorder.fact(
            EntryKind.RECEIPT_REPRINTED,
            Reprinted(sale_no=sale_no, reason=permit.reason, rule=permit.rule),
            business_date=business_date(now_ms),
            print_job=NewPrintJob(
                job_id=self._recorder.ids.new_id(), kind=JobKind.REPRINT, subject=sale_no, created_ms=now_ms
            ),
            permit=permit,
        )

    def print_balance(self, card_no: str) -> None:
        """Print a card's balance for its holder. Raises the errors of cards."""
        self._cards.balance(card_no)
        self._recorder.ledger.print_jobs.add(
            NewPrintJob(
                job_id=self._recorder.ids.new_id(),
                kind=JobKind.BALANCE,
                subject=card_no,
                created_ms=self._recorder.clock.now_ms(),
            )
        )
        self.job_added()

    def slip(self, return_no: str, *, reprint: bool = False) -> Receipt:
        """The slip of a return or a void of this till. Raises ReturnUnknown."""
        ledger = self._recorder.ledger
        found = ledger.returns.numbered(return_no)
        if found is None:
            raise ReturnUnknown(return_no=return_no)
        on_paper = ReturnOnPaper(
            facts=found.facts,
            at_ms=found.at_ms,
            cashier=self.name_of(found.cashier),
            approver="" if found.approver is None else self.name_of(found.approver),
            short_hash=found.sealed.short_hash,
        )
        names = pool_names(self.programme(found.facts.programme_version))
        return return_slip(on_paper, self.shop, pool_names=names, reprint=reprint)

    def goods_slip(self, slip_no: str, *, reprint: bool = False) -> Receipt:
        """The slip of goods that were taken in at this till. Raises SlipUnknown."""
        found = self._recorder.ledger.slips.numbered(slip_no)
        if found is None:
            raise SlipUnknown(slip_no=slip_no)
        on_paper = SlipOnPaper(
            facts=found.facts,
            at_ms=found.at_ms,
            cashier=self.name_of(found.cashier),
            approver="" if found.approver is None else self.name_of(found.approver),
            short_hash=found.sealed.short_hash,
        )
        return goods_slip(on_paper, self.shop, reprint=reprint)

    def slip_png(self, return_no: str) -> bytes:
        """A picture of the slip of a return or of goods taken in. Raises ReturnUnknown, SlipUnknown."""
        slip = self.goods_slip(return_no) if is_slip_number(return_no) else self.slip(return_no)
        data = receipt_bytes(self._as_it_is(slip), columns=self._columns, encoding=self._encoding)
        return render_png(data, columns=self._columns, encoding=self._encoding)

    def _as_it_is(self, receipt: Receipt) -> Receipt:
        return as_training(receipt) if self._training else receipt

    def compose(self, job: PrintJob, *, again: bool) -> Receipt:
        """Make the paper of a waiting print job. Raises SaleUnknown, ReturnUnknown, card errors."""
        if job.kind in self.composers:
            return self.composers[job.kind](job, again=again)
        if job.kind in (JobKind.RETURN, JobKind.RETURN_REPRINT):
            return self.slip(job.subject, reprint=again or job.kind is JobKind.RETURN_REPRINT)
        if job.kind is JobKind.TEST:
            return trial_page(self.shop, at_ms=job.created_ms)
        if job.kind in (JobKind.GOODS_SLIP, JobKind.GOODS_SLIP_REPRINT):
            return self.goods_slip(job.subject, reprint=again or job.kind is JobKind.GOODS_SLIP_REPRINT)
        if job.kind is JobKind.BALANCE:
            balance = self._cards.balance(job.subject)
            return balance_receipt(balance, self.shop, at_ms=job.created_ms)
        return self.receipt(job.subject, reprint=again or job.kind is JobKind.REPRINT)

    def programme(self, version: str) -> Programme:
        """The rules of a version that decided a sale here, or the ones the program came with."""
        programmes = {each.version: each for each in self._recorder.ledger.programmes()}
        return programmes.get(version, self._default_programme)

    def _sale(self, sale_no: str) -> StoredSale:
        sale = self._recorder.ledger.sale(sale_no)
        if sale is None:
            raise SaleUnknown(sale_no=sale_no)
        return sale

    def name_of(self, staff_id: str) -> str:
        """The name of a person for papers; the number when no person has it any more."""
        return name_in(self._catalogue, staff_id)
