"""The open sale: how it begins, is priced, and is stored before it is shown. No acts of the cashier.

The other parts of the checkout (goods, card, money, holding) are built on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pos.domain.calendar import BusinessDate, business_date
from pos.domain.cards.ask import Ask, AskState, slip_reason_with
from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import Lease, lacks_some
from pos.domain.money import Fen
from pos.domain.paying.tender_method import MethodOffered
from pos.domain.people.permission import Act, Permit
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import Programme, ruling_programme
from pos.domain.reasons import read_reason
from pos.domain.scanning.codes import LabelRules
from pos.domain.selling.basket import Basket, BasketLine
from pos.domain.selling.override import Override
from pos.domain.shop_rules import ShopRules
from pos.errors.selling import SaleBeingPaid
from pos.ledger.drafts import Drafts
from pos.services.cards.asking import CardAsks
from pos.services.cards.card_desk import CardDesk
from pos.services.cards.rights import CardRights
from pos.services.clock import Clock, Ids
from pos.services.counter.recorder import Recorder
from pos.services.counter.state import CheckoutState
from pos.services.fencing.clock_check import ClockCheck
from pos.services.people.permissions import PermissionDesk
from pos.services.selling.goods_lines import GoodsLines
from pos.services.selling.pricing import price


@dataclass(frozen=True, slots=True)
class CheckoutParts:
    """What the checkout works with."""

    drafts: Drafts
    goods_lines: GoodsLines
    cards: CardDesk
    rights: CardRights
    asks: CardAsks
    permissions: PermissionDesk
    recorder: Recorder
    clock: Clock
    ids: Ids
    labels: LabelRules
    card_issuer: str
    default_programme: Programme
    contribution: Callable[[BusinessDate], Contribution | None] = lambda _date: None
    rules: Callable[[BusinessDate], ShopRules] = lambda date: ShopRules(in_force_from=date)
    methods: tuple[MethodOffered, ...] = ()  # The kinds of 其他.
    has_customer_display: bool = False  # One faces the customer, who can say yes on it.


class OpenSale:
    """The open basket with its price. Every change is on disk before it is shown."""

    def __init__(self, parts: CheckoutParts, recovered: Basket | None) -> None:
        self._parts = parts
        self._leases: tuple[Lease, ...] = ()
        self.money_asked: Callable[[], bool] = lambda: False  # A payment is on its way for this sale.
        self._ask: Ask | None = None
        self.coming_of: Callable[[str], Fen] = lambda _card_no: 0  # What a card can be paid of earlier sales.
        self._ask_counted = ""
        self._clock_check = ClockCheck()
        basket = recovered or self._new_basket()
        self._held = len(parts.drafts.held())
        self._programme = self._programme_for(basket)
        basket = self._brought_up_to_date(basket)
        self._state = self._priced(basket)
        parts.rights.open_sale = lambda: (self._state.basket, self._state.quote)
        if basket is not recovered and recovered is not None:
            parts.drafts.save(basket)

    @property
    def state(self) -> CheckoutState:
        """The open sale as it stands."""
        return self._state

    @property
    def sum_is_told(self) -> bool:
        """Whether money was taken for this sale, or is being asked for: then its price does not change."""
        basket = self._state.basket
        return bool(basket.tenders) or basket.asked is not None or self.money_asked()

    @property
    def customer_confirms(self) -> bool:
        """Whether the shop's rule wants the customer's yes to what the card pays in this sale."""
        rules = self._parts.rules(self._state.basket.business_date)
        return rules.customer_consent.is_asked(display=self._parts.has_customer_display)

    def rules_today(self) -> ShopRules:
        """The shop's rules in force now, also where no sale is open."""
        return self._parts.rules(business_date(self._parts.clock.now_ms()))

    def refresh(self) -> CheckoutState:
        """Look again at what the platform may have sent: programme, card list, leases.

        Does nothing while the customer pays a sum: what was told is kept.
        """
        basket = self._state.basket
        if self.sum_is_told:
            return self._state
        self._programme = self._programme_for(basket)
        return self._change(self._with_card_renewed(basket))

    def holds_changed(self) -> CheckoutState:
        """Count the held sales again: some were given up when a shift ended."""
        self._held = len(self._parts.drafts.held())
        self._state = self._priced(self._state.basket)
        return self._state

    # ── Within ─────────────────────────────────────────────────────────────────────────────

    def _with_card_renewed(self, basket: Basket) -> Basket:
        if basket.card is None:
            return basket
        card, self._leases = self._parts.cards.renewed(basket.card, basket.business_date)
        return replace(basket, card=card)

    def _begun(self, basket: Basket) -> Basket:
        """A sale begins with its first goods or its card, not when the last one ended last night.

        Raises ClockDoubtful once when the clock has run ahead of everything since by weeks.
        """
        if basket.lines:
            return basket
        self._mind_clock()
        return self._as_of_now(basket)

    def _mind_clock(self) -> None:
        parts = self._parts
        self._clock_check.look(parts.clock.now_ms(), parts.recorder.ledger.last_at_ms(), ahead_only=True)

    def _brought_up_to_date(self, basket: Basket) -> Basket:
        """The basket as a sale of today, unless money was taken for it; its card as it is now.

        A sale that goes on over midnight keeps the date it began on: this is for sales that
        begin, or that come back after a hold or a restart.
        """
        today = business_date(self._parts.clock.now_ms())
        if basket.business_date != today and not basket.tenders:
            return self._as_of_now(basket)
        self._programme = self._programme_for(basket)
        return self._with_card_renewed(basket)

    def _as_of_now(self, basket: Basket) -> Basket:
        now_ms = self._parts.clock.now_ms()
        basket = replace(basket, business_date=business_date(now_ms), opened_at_ms=now_ms)
        self._programme = self._programme_for(basket)
        return self._with_card_renewed(basket)

    def _permit(self, act: Act, reason: str, *, about: str = "") -> Permit:
        """Ask whether this may be done. Raises ReasonUnreadable, ActDenied, ApprovalNeeded."""
        return self._parts.permissions.permit(act, reason=read_reason(reason), about=about)

    def _override(
        self,
        permit: Permit,
        *,
        line: BasketLine | None = None,
        before: Fen | None = None,
        after: Fen | None = None,
    ) -> None:
        """Write an act beyond the ordinary into the journal, before the screen shows it."""
        basket = self._state.basket
        override = Override(
            act=permit.act,
            rule=permit.rule,
            reason=permit.reason,
            sale_id=basket.sale_id,
            code=None if line is None else line.code,
            name=None if line is None else line.name,
            before=before,
            after=after,
        )
        self._parts.recorder.override(override, permit, business_date=basket.business_date)

    def _taken_out(self, basket: Basket, line: BasketLine, permit: Permit) -> Basket:
        """Write down that goods were taken out, before the screen shows it."""
        drop = basket.drops + 1
        self._parts.recorder.line_dropped(
            basket, line, drop=drop, after_total=basket.announced, permit=permit
        )
        return replace(basket, drops=drop)

    def _without_money(self) -> Basket:
        """The basket while nothing has been paid. Raises SignInNeeded, ShiftNeeded, SaleBeingPaid."""
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if basket.tenders:
            raise SaleBeingPaid
        return basket

    def _open_basket(self) -> Basket:
        """The basket while goods are scanned. Raises SignInNeeded, ShiftNeeded, SaleBeingPaid."""
        self._parts.recorder.session.selling()
        basket = self._state.basket
        if basket.paying:
            raise SaleBeingPaid
        return basket

    def _change(self, basket: Basket) -> CheckoutState:
        if basket.confirmed_by is not None and _said_of(basket) != _said_of(self._state.basket):
            basket = replace(basket, confirmed_by=None)  # A yes is to what was shown, not to what came later.
        basket = self._with_cash_rule(self._asked(basket))
        # Who lets rights go sees this sale either before the change or after it.
        with self._parts.rights.lock:
            state = self._priced(basket)
            self._parts.drafts.save(basket)
            self._state = state
        return state

    def _asked(self, basket: Basket) -> Basket:
        """Who holds the rest of the card's month is asked for it; the card says what became of that.

        An ask that brought nothing is counted, once. Raises LedgerUnwritable.
        """
        card = basket.card
        paid = bool(basket.tenders) or basket.asked is not None
        lacks = card is not None and lacks_some(self._leases, self._programme.entitlement())
        ask = self._parts.asks.follow(basket.sale_id, card, lacks=lacks, paid=paid)
        if card is not None and ask is not None and ask.refusal and ask.ask_id != self._ask_counted:
            has_some = card.state is BenefitState.READY
            if not (has_some and ask.state is AskState.USED_UP):  # What there was to have is here.
                self._parts.recorder.ask_refused(ask.refusal, card.tail)
            self._ask_counted = ask.ask_id
        self._ask = ask
        if card is None:
            return basket
        return replace(basket, card=replace(card, slip_reason=slip_reason_with(ask, card, lacks=lacks)))

    def _priced(self, basket: Basket) -> CheckoutState:
        rules = self.rules_today()
        self._leases = self._parts.rights.still_there(self._leases)
        return price(
            basket,
            self._programme,
            self._leases,
            held=self._held,
            sale_counter=self._parts.recorder.ledger.sales_on(basket.business_date) + 1,
            contribution=self._parts.contribution(basket.business_date),
            cash_rule=basket.cash_rule or rules.cash_rounding,
            weight_unit=rules.weight_unit,
            ask=self._ask,
            coming=0 if basket.card is None else self.coming_of(basket.card.card_no),
        )

    def _with_cash_rule(self, basket: Basket) -> Basket:
        """The cash rule is that of the day of the first money, and stays until the sale ends."""
        if not basket.tenders:
            return replace(basket, cash_rule=None)
        return replace(basket, cash_rule=basket.cash_rule or self.rules_today().cash_rounding)

    def _fresh(self) -> CheckoutState:
        basket = self._new_basket()
        self._leases = ()
        self._ask = None
        self._parts.asks.leave()
        self._programme = self._programme_for(basket)
        return self._priced(basket)

    def _new_basket(self) -> Basket:
        now_ms = self._parts.clock.now_ms()
        return Basket(
            sale_id=self._parts.ids.new_id(),
            business_date=business_date(now_ms),
            opened_at_ms=now_ms,
        )

    def _programme_for(self, basket: Basket) -> Programme:
        adopted = self._parts.recorder.ledger.programmes()
        return ruling_programme(adopted, self._parts.default_programme, basket.business_date)


def _said_of(basket: Basket) -> tuple[object, ...]:
    """What a customer said yes to. Why there is not more is no part of it."""
    card = basket.card and replace(basket.card, slip_reason=None)
    return basket.lines, card, basket.subsidy_limit
