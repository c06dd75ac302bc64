"""Decides every entry again from the entries before it. It changes nothing but its own memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from pos.domain.calendar import month_of
from pos.domain.cards.card import BenefitState
from pos.domain.cards.lease import Lease, LeaseSpend
from pos.domain.cards.lease_grant import LeasesGranted
from pos.domain.cards.lease_moves import LeasePart, LeaseReceived, LeaseReleased
from pos.domain.decoding import decode_entry
from pos.domain.journal.entries import Entry, EntryKind
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.programme.programme import Programme, programme_from_data
from pos.domain.returns.facts import ReturnedCard, ReturnFacts
from pos.domain.returns.release import Release
from pos.domain.selling.checks import ROUNDED_SINCE, check_cash_rule, check_rules_begin, check_sale
from pos.domain.selling.sale import SaleFacts, SoldCard
from pos.domain.shop_rules import RulesSet, ShopRules
from pos.domain.sums import Sums
from pos.errors.ledger import EntryWrong
from pos.errors.programme import ProgrammeWrong
from pos.ledger.verifying.replay_days import ReplayedDays
from pos.ledger.verifying.replay_make_goods import ReplayedMakeGoods
from pos.ledger.verifying.replay_returns import ReplayedReturns

NOBODY: Final[Mapping[str, Programme]] = MappingProxyType({})  # Nothing else has priced it again.


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing that does not fit. `code` is stable; `detail` is for the person who investigates."""

    sequence: int
    code: str
    detail: str


def _no_payload(sequence: int) -> bytes:
    raise AssertionError(f"nobody kept entry {sequence}")


class Replay:
    """What the journal has allowed so far: programmes, rules, leases, sale numbers; and its sums."""

    def __init__(
        self,
        default_programmes: Sequence[Programme],
        payload_at: Callable[[int], bytes] = _no_payload,
        *,
        shipped_rules: Sequence[ShopRules] = (),
    ) -> None:
        """`payload_at` gives an entry that was taken before once more, by its sequence number."""
        self.sums = Sums()
        self._shipped_rules = tuple(shipped_rules)
        self._own_rules: list[ShopRules] = []
        self._programmes = {programme.version: programme for programme in default_programmes}
        self._leases: dict[tuple[str, str], Lease] = {}
        self._left: dict[tuple[str, str, str], int] = {}  # card, month, pool → fen
        self._sales: dict[str, int] = {}  # Sale number → sequence.
        self._payload_at = payload_at
        self._returns = ReplayedReturns(self._sale_numbered)
        self._days = ReplayedDays()
        self._make_goods = ReplayedMakeGoods(self._sale_with_id, self._programmes)

    def take(self, entry: Entry, *, priced_by: Mapping[str, Programme] = NOBODY) -> Bad | None:
        """Accept the next entry, or return why it does not fit.

        `priced_by`: the programmes, by version, with which another process has priced this sale.
        """
        try:
            bad = self._decided(entry, priced_by)
            if bad is not None:
                return bad
            found = self._days.take(entry)
        except (EntryWrong, ProgrammeWrong) as error:
            return Bad(entry.sequence, "entry.data", str(error))
        return None if found is None else Bad(entry.sequence, found.code, found.detail)

    def _decided(self, entry: Entry, priced_by: Mapping[str, Programme]) -> Bad | None:
        if entry.kind == EntryKind.SALE:
            return self._sale(entry, priced_by)
        if entry.kind == EntryKind.RETURN:
            return self._return(entry)
        if entry.kind in (EntryKind.GOODS_SLIP, EntryKind.GOODS_SLIP_VOID):
            found = self._returns.slip(entry)
            return None if found is None else Bad(entry.sequence, found.code, found.detail)
        if entry.kind in (EntryKind.MAKE_GOOD_SLIP, EntryKind.MAKE_GOOD_PAID):
            found = self._make_goods.take(entry, open_shift=self._days.open_shift_id)
            return None if found is None else Bad(entry.sequence, found.code, found.detail)
        if entry.kind == EntryKind.SALE_RELEASED:
            found = self._returns.release(entry.facts(Release))
            return None if found is None else Bad(entry.sequence, found.code, found.detail)
        if entry.kind == EntryKind.LEASES_GRANTED:
            return self._grants(entry)
        if entry.kind == EntryKind.LEASE_RELEASED:
            return self._released(entry)
        if entry.kind == EntryKind.LEASE_RECEIVED:
            return self._received(entry)
        if entry.kind == EntryKind.PROGRAMME_ADOPTED:
            programme = programme_from_data(entry.facts(ProgrammeAdopted).programme)
            self._programmes[programme.version] = programme
        if entry.kind == EntryKind.SHOP_RULES_SET:
            return self._rules(entry)
        return None

    def _rules(self, entry: Entry) -> Bad | None:
        rules = entry.facts(RulesSet).rules
        found = check_rules_begin(rules, date=entry.business_date)
        if found is not None:
            return Bad(entry.sequence, found.code, found.detail)
        self._own_rules.append(rules)
        return None

    def _sale(self, entry: Entry, priced_by: Mapping[str, Programme]) -> Bad | None:
        sale = entry.facts(SaleFacts)
        programme = self._programmes.get(sale.programme_version)
        if programme is None:
            return Bad(entry.sequence, "sale.programme_unknown", sale.programme_version)
        if sale.sale_no in self._sales:
            return Bad(entry.sequence, "sale.number_twice", sale.sale_no)
        known = priced_by.get(sale.programme_version)
        findings = [] if known is not None and known == programme else check_sale(sale, programme)
        if findings:
            return Bad(entry.sequence, findings[0].code, findings[0].detail)
        if entry.version >= ROUNDED_SINCE:
            found = check_cash_rule(
                sale, self._shipped_rules, self._own_rules, date=entry.business_date, at_ms=entry.at_ms
            )
            if found is not None:
                return Bad(entry.sequence, found.code, found.detail)
        if sale.card is not None:
            bad = self._card(entry, sale.card)
            if bad is not None:
                return bad
        self._sales[sale.sale_no] = entry.sequence
        self._count(sale)
        return None

    def _card(self, entry: Entry, card: SoldCard) -> Bad | None:
        if card.month != month_of(entry.business_date):
            return Bad(entry.sequence, "sale.month", f"{card.month} on {entry.business_date}")
        for pool, before in card.before.items():
            # Less is possible: a grant may arrive while the sale is open.
            left = self._left.get((card.card_no, card.month, pool), 0)
            if before > (left if card.state is BenefitState.READY else 0):
                return Bad(entry.sequence, "sale.pools_before", f"{pool}: {before} of {left}")
        for spent in card.spends:
            lease = self._own_lease(entry, spent, card_no=card.card_no, month=card.month)
            if isinstance(lease, Bad):
                return lease
            if spent.amount > lease.left:
                return _too_much(entry, "lease.overspent", spent)
            self._leases[spent.lease_id, spent.pool] = replace(lease, spent=lease.spent + spent.amount)
            self._left[card.card_no, card.month, spent.pool] -= spent.amount
        return None

    def _return(self, entry: Entry) -> Bad | None:
        facts = entry.facts(ReturnFacts)
        found = self._returns.take(entry, facts)
        if found is not None:
            return Bad(entry.sequence, found.code, found.detail)
        bad = None if facts.card is None else self._restored(entry, facts, facts.card)
        if bad is not None:
            return bad
        totals = facts.totals
        self.sums = self.sums.plus(
            Sums(0, 0, -totals.market, -totals.discount, -totals.subsidy, -totals.payable)
        )
        return None

    def _restored(self, entry: Entry, facts: ReturnFacts, card: ReturnedCard) -> Bad | None:
        for pool, before in card.before.items():
            # Less is possible: a grant may arrive while the return is decided.
            left = self._left.get((card.card_no, card.month, pool), 0)
            if before > left:
                return Bad(entry.sequence, "return.pools_before", f"{pool}: {before} of {left}")
        for back in facts.restorations:
            lease = self._own_lease(entry, back, card_no=card.card_no, month=card.month)
            if isinstance(lease, Bad):
                return lease
            if back.amount > lease.spent:
                return Bad(entry.sequence, "lease.restored_too_much", f"{back.lease_id} {back.pool}")
            self._leases[lease.lease_id, lease.pool] = replace(lease, spent=lease.spent - back.amount)
            self._left[lease.card_no, lease.month, lease.pool] += back.amount
        return None

    def _sale_numbered(self, sale_no: str) -> SaleFacts | None:
        found = self._sale_with_id(sale_no)
        return None if found is None else found[1]

    def _sale_with_id(self, sale_no: str) -> tuple[str, SaleFacts] | None:
        sequence = self._sales.get(sale_no)
        if sequence is None:
            return None
        entry = decode_entry(self._payload_at(sequence))
        return entry.entry_id, entry.facts(SaleFacts)

    def _grants(self, entry: Entry) -> Bad | None:
        for grant in entry.facts(LeasesGranted).grants:
            for pool, granted in grant.pools.items():
                bad = self._hold(entry, Lease(grant.lease_id, grant.card_no, grant.month, pool, granted))
                if bad is not None:
                    return bad
        return None

    def _received(self, entry: Entry) -> Bad | None:
        """A neighbour's slice; that the neighbour let it go is the documents' check."""
        facts = entry.facts(LeaseReceived)
        for pool, amount in facts.pools.items():
            bad = self._hold(entry, Lease(facts.release_id, facts.card_no, facts.month, pool, amount))
            if bad is not None:
                return bad
        return None

    def _hold(self, entry: Entry, lease: Lease) -> Bad | None:
        if (lease.lease_id, lease.pool) in self._leases:
            return Bad(entry.sequence, "lease.granted_twice", f"{lease.lease_id} {lease.pool}")
        self._leases[lease.lease_id, lease.pool] = lease
        card_month = (lease.card_no, lease.month, lease.pool)
        self._left[card_month] = self._left.get(card_month, 0) + lease.granted
        return None

    def _own_lease(
        self, entry: Entry, part: LeaseSpend | LeasePart, *, card_no: str, month: str
    ) -> Lease | Bad:
        """The lease that a part names, when it is this card's and month's."""
        lease = self._leases.get((part.lease_id, part.pool))
        if lease is None or (lease.card_no, lease.month) != (card_no, month):
            return Bad(entry.sequence, "lease.not_this_cards", f"{part.lease_id} {part.pool}")
        return lease

    def _released(self, entry: Entry) -> Bad | None:
        facts = entry.facts(LeaseReleased)
        for part in facts.parts:
            lease = self._own_lease(entry, part, card_no=facts.card_no, month=facts.month)
            if isinstance(lease, Bad):
                return lease
            if part.amount > lease.left:
                return _too_much(entry, "lease.released_too_much", part)
            self._leases[part.lease_id, part.pool] = replace(lease, released=lease.released + part.amount)
            self._left[facts.card_no, facts.month, part.pool] -= part.amount
        return None

    def _count(self, sale: SaleFacts) -> None:
        totals = sale.totals
        self.sums = self.sums.plus(Sums(0, 1, totals.market, totals.discount, totals.subsidy, totals.payable))


def _too_much(entry: Entry, code: str, part: LeaseSpend | LeasePart) -> Bad:
    return Bad(entry.sequence, code, f"{part.lease_id} {part.pool}: {part.amount}")
