"""A till as the platform meets it: it enrols, sells by the real rules, signs, sends. No ledger, no window."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from starlette.testclient import TestClient

from pos.crypto.documents import DocumentBody, SignedDocument, open_document
from pos.crypto.keys import DeviceKey
from pos.crypto.statements import entry_statement, head_statement
from pos.domain.calendar import business_date, month_of
from pos.domain.cards.card import BasketCard, BenefitState
from pos.domain.cards.lease import Lease, LeaseSpend, left_by_pool
from pos.domain.cards.lease_grant import grants_from_data
from pos.domain.goods.goods import SoldBy
from pos.domain.journal.chain import genesis, seal
from pos.domain.journal.entries import VERSIONS, Entry, EntryKind, encode_entry, raw_data
from pos.domain.journal.record import Record, record_to_data
from pos.domain.money import Fen
from pos.domain.paying.tender import Tender, TenderKind
from pos.domain.programme.programme import Programme, programme_from_data
from pos.domain.returns.facts import ReturnFacts
from pos.domain.returns.mirror import (
    NOTHING_BEFORE,
    ReturnedBefore,
    ReturnTerms,
    left_to_return,
    return_goods,
)
from pos.domain.returns.release import Release
from pos.domain.selling.basket import Basket, BasketLine, Origin
from pos.domain.selling.quote import quote
from pos.domain.selling.sale import SaleFacts, conclude
from pos.domain.shifts.shift import return_number, sale_number
from pos.domain.shop_rules import CashRounding
from pos.domain.sums import Sums
from sync.protocol import messages as wire
from sync.protocol.codec import decode, decode_json, encode
from sync.protocol.compact import compact
from sync.protocol.request_signing import StartClaim, signed_headers
from tests.records import replace

_WRITTEN = {kind.value: version for kind, version in VERSIONS.items()}

Goods = tuple[str, Fen]  # Category and market amount in fen.


@dataclass
class SimulatedTill:
    """One installation of one till. `now_ms` is its own clock."""

    client: TestClient
    till_id: str
    now_ms: int
    epoch: int = 1
    key: DeviceKey = field(default_factory=DeviceKey.generate)
    federation_key: bytes = b""
    programme: Programme | None = None
    cash_rule: CashRounding = CashRounding.OFF
    entries: list[wire.WireEntry] = field(default_factory=list)
    leases: dict[tuple[str, str], list[Lease]] = field(default_factory=dict)
    have: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("programme", "cards", "categories", "leases", "released_sales"), 0
        )
    )
    cards: dict[str, list[str]] = field(default_factory=dict)
    sums: Sums = field(default_factory=Sums)
    returned: dict[str, ReturnedBefore] = field(default_factory=dict)  # By sale.
    returns: dict[str, list[ReturnFacts]] = field(default_factory=dict)  # By sale.
    start: StartClaim | None = None  # Of the program; None: a till of the first releases.
    nonces: Any = field(default_factory=itertools.count)
    ids: Any = field(default_factory=itertools.count)

    # ── Talking ────────────────────────────────────────────────────────────────────────────

    def enrol(self, code: str) -> wire.EnrolReply:
        """Enrol with a code; the answer must be good."""
        response = self.ask_to_enrol(code)
        assert response.status_code == 200, response.text
        reply = decode_json(response.content, wire.EnrolReply)
        self.epoch, self.federation_key = reply.epoch, reply.federation_key
        return reply

    def ask_to_enrol(self, code: str, **changed: Any) -> httpx2.Response:
        """Ask, whatever the answer."""
        fields = {
            "protocol": wire.PROTOCOL,
            "code": code,
            "till_id": self.till_id,
            "public_key": self.key.public_key,
            "suite": self.key.suite,
            "program_version": "0.1.0",
        }
        request = wire.EnrolRequest(**{**fields, **changed})
        return self.client.post(wire.PATH_ENROL, content=msgspec_json(request))

    def post(self, path: str, body: bytes, **changed: Any) -> httpx2.Response:
        """Post a signed request; `changed` are headers to lie with."""
        headers = signed_headers(
            method="POST",
            path=path,
            body=body,
            till_id=self.till_id,
            epoch=self.epoch,
            at_ms=self.now_ms,
            nonce=f"{next(self.nonces):032x}",
            sign=self.key.sign,
            start=self.start,
        )
        return self.client.post(path, content=body, headers={**headers, **changed})

    def download(self) -> list[DocumentBody]:
        """Ask for documents, verify and adopt them."""
        request = wire.DownRequest(wire.PROTOCOL, self.till_id, self.epoch, len(self.entries), self.have)
        response = self.post(wire.PATH_DOWNLINK, encode(request))
        assert response.status_code == 200, response.text
        opened = []
        for each in decode(response.content, wire.DownReply).documents:
            signed = SignedDocument(each.kind, each.payload, each.signature, each.suite)
            body = open_document(signed, self.federation_key, audience=self.till_id)
            self._adopt(body)
            opened.append(body)
        return opened

    def upload(self, *, after: int = 0, upto: int | None = None) -> wire.BatchReply:
        """Send entries after one; the answer must be good."""
        response = self.send(self.batch(after=after, upto=upto))
        assert response.status_code == 200, response.text
        return decode(response.content, wire.BatchReply)

    def send(self, batch: wire.Batch) -> httpx2.Response:
        """Send a batch as it is."""
        return self.post(wire.PATH_BATCHES, encode(batch))

    def send_compact(self, batch: wire.CompactBatch) -> httpx2.Response:
        """Send a compact batch as it is."""
        return self.post(wire.PATH_COMPACT, encode(batch))

    def upload_compact(self, *, after: int = 0, upto: int | None = None) -> wire.BatchReply:
        """Send entries after one with the last one's signature; the answer must be good."""
        response = self.send_compact(compact(self.batch(after=after, upto=upto)))
        assert response.status_code == 200, response.text
        return decode(response.content, wire.BatchReply)

    def batch(
        self, *, after: int = 0, upto: int | None = None, entries: Sequence[wire.WireEntry] | None = None
    ) -> wire.Batch:
        """A batch of this till's entries, or of any others, with the head signed."""
        chosen = list(self.entries[after:upto] if entries is None else entries)
        previous_hash = self.hash_at(after)
        last = (chosen[-1].sequence, chosen[-1].entry_hash) if chosen else (after, previous_hash)
        statement = head_statement(
            till_id=self.till_id, epoch=self.epoch, sequence=last[0], entry_hash=last[1]
        )
        return wire.Batch(
            wire.PROTOCOL, self.till_id, self.epoch, after, previous_hash, chosen, self.key.sign(statement)
        )

    # ── Selling ────────────────────────────────────────────────────────────────────────────

    def sell(self, *goods: Goods, card_no: str | None = None) -> SaleFacts:
        """Sell by the rules and put the sale into the chain."""
        sale = self.sale(*goods, card_no=card_no)
        self.append(EntryKind.SALE, record_to_data(sale))
        if sale.card is not None:
            self._change_spent(sale.card.card_no, sale.card.month, sale.card.spends, sign=1)
        totals = sale.totals
        part = Sums(0, 1, totals.market, totals.discount, totals.subsidy, totals.payable)
        self.sums = self.sums.plus(part)
        return sale

    def return_goods(
        self, sale: SaleFacts, wanted: Mapping[int, int] | None = None, **terms: Any
    ) -> ReturnFacts:
        """Take goods back by the rules, all that is left unless told, and put it into the chain."""
        facts = self.facts_of_return(sale, wanted, **terms)
        self.book_return(facts)
        return facts

    def facts_of_return(
        self, sale: SaleFacts, wanted: Mapping[int, int] | None = None, **terms: Any
    ) -> ReturnFacts:
        """A return by the rules, not yet in the chain; `terms` are fields of ReturnTerms."""
        before = self.returned.get(sale.sale_no, NOTHING_BEFORE)
        date = business_date(self.now_ms)
        number = return_number(self.till_id, date, sum(map(len, self.returns.values())) + 1)
        asked = ReturnTerms(
            **{
                "return_no": number,
                "shift_id": "shift-1",
                "business_date": date,
                "reason": "不想要了",
                "rule": "return_goods.cashier.allowed",
                **terms,
            }
        )
        return return_goods(sale, wanted or left_to_return(sale, before.quantities), before, asked)

    def book_return(self, facts: ReturnFacts, **header: Any) -> None:
        """Put a return into the chain and the till's own books."""
        self.append(EntryKind.RETURN, record_to_data(facts), **header)
        before = self.returned.get(facts.sale_no, NOTHING_BEFORE)
        self.returns.setdefault(facts.sale_no, []).append(facts)
        self.returned[facts.sale_no] = ReturnedBefore(
            Counter(before.quantities) + Counter({line.number: line.quantity for line in facts.lines}),
            [*before.restorations, *facts.restorations],
            Counter(before.refunds or {})
            + Counter({refund.kind.value: refund.amount for refund in facts.refunds}),
        )
        if facts.card is not None:
            self._change_spent(facts.card.card_no, facts.card.month, facts.restorations, sign=-1)
        back = facts.totals
        self.sums = self.sums.plus(Sums(0, 0, -back.market, -back.discount, -back.subsidy, -back.payable))

    def sale(self, *goods: Goods, card_no: str | None = None) -> SaleFacts:
        """A sale by the rules, not yet in the chain."""
        assert self.programme is not None, "this till never downloaded a programme"
        date = business_date(self.now_ms)
        leases = tuple(self.leases.get((card_no, month_of(date)), ())) if card_no else ()
        lines = tuple(
            BasketLine(
                number=number,
                code=f"{number:05d}",
                name=f"{category}{number}",
                unit="件",
                category=category,
                sold_by=SoldBy.PIECE,
                unit_price=market,
                quantity=1000,
                amount=None,
                barcode=f"{number:05d}",
                origin=Origin.SCAN,
            )
            for number, (category, market) in enumerate(goods, 1)
        )
        card = None
        if card_no is not None:
            state = BenefitState.READY if leases else BenefitState.NO_LEASE
            card = BasketCard(card_no, "张*兰", month_of(date), state)
        basket = Basket(f"basket-{len(self.entries)}", date, self.now_ms, lines, card)
        priced = quote(basket.items(), self.programme, left=left_by_pool(leases) if card else None)
        basket = replace(
            basket, tenders=(Tender(TenderKind.CASH, self.cash_rule.rounded(priced.totals.payable)),)
        )
        number = sale_number(self.till_id, date, len(self.entries) + 1)
        return conclude(basket, priced, leases, sale_no=number, shift_id="shift-1", cash_rule=self.cash_rule)

    def append(
        self,
        kind: str,
        data: Record | Mapping[str, Any],
        *,
        version: int | None = None,
        entry_id: str | None = None,
        **header: Any,
    ) -> wire.WireEntry:
        """Put any entry into the chain; `header` are fields of it to lie with."""
        sequence = len(self.entries) + 1
        entry_id = entry_id or f"{self.till_id}-{next(self.ids):08d}"
        fields: dict[str, Any] = {
            "till_id": self.till_id,
            "epoch": self.epoch,
            "sequence": sequence,
            "entry_id": entry_id,
            "kind": str(kind),
            "version": _WRITTEN.get(str(kind), 1) if version is None else version,
            "at_ms": self.now_ms,
            "business_date": business_date(self.now_ms),
            "actor": "1001",
            "approver": None,
            "raw": raw_data(data if isinstance(data, Record) else dict(data)),
        }
        return self.append_bytes(encode_entry(Entry(**{**fields, **header})), entry_id)

    def append_bytes(self, payload: bytes, entry_id: str) -> wire.WireEntry:
        """Put any bytes into the chain."""
        sequence = len(self.entries) + 1
        sealed = seal(sequence, entry_id, payload, self.hash_at(sequence - 1))
        entry = wire.WireEntry(
            sequence,
            entry_id,
            payload,
            sealed.entry_hash,
            self.key.sign(entry_statement(sealed.entry_hash)),
            sealed.suite,
        )
        self.entries.append(entry)
        self.sums = self.sums.plus(Sums(entries=1))
        return entry

    def hash_at(self, sequence: int) -> bytes:
        """The hash of an entry, or the genesis hash."""
        return self.entries[sequence - 1].entry_hash if sequence else genesis(self.till_id, self.epoch)

    def reinstalled(self) -> SimulatedTill:
        """The same till on a new disk: a new key and nothing else."""
        return SimulatedTill(self.client, self.till_id, self.now_ms)

    def _adopt(self, document: DocumentBody) -> None:
        self.have[document.kind] = document.number
        if document.kind == "programme":
            self.programme = programme_from_data(document.body["programme"])
        elif document.kind == "cards":
            self.cards.update({row[0]: row for row in document.body["cards"]})
        elif document.kind == "released_sales":
            for sale_no in document.body["sales"]:
                self.append(EntryKind.SALE_RELEASED, record_to_data(Release(sale_no, document.number)))
        elif document.kind == "leases":
            for grant in grants_from_data(document.body):
                held = self.leases.setdefault((grant.card_no, grant.month), [])
                held += [
                    Lease(grant.lease_id, grant.card_no, grant.month, pool, amount)
                    for pool, amount in sorted(grant.pools.items())
                ]

    def _change_spent(self, card_no: str, month: str, spends: Sequence[LeaseSpend], *, sign: int) -> None:
        held = self.leases.get((card_no, month), [])
        for spent in spends:
            for place, lease in enumerate(held):
                if (lease.lease_id, lease.pool) == (spent.lease_id, spent.pool):
                    held[place] = replace(lease, spent=lease.spent + sign * spent.amount)


def msgspec_json(message: Any) -> bytes:
    """A message as JSON, for enrolment."""
    import msgspec

    return msgspec.json.encode(message)
