"""Applies what the platform sends: programmes and leases by entries, lists into the catalogue.

Documents come here with a verified signature. What decides about money (programme, leases)
becomes an entry, so that `verify` can decide again; lists of cards and categories are
reference data and can be fetched anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Protocol

from pos.crypto.documents import DocumentBody, SignedDocument, document_hash
from pos.crypto.slices import NEIGHBOURS, neighbours_from_data
from pos.domain.calendar import business_date
from pos.domain.cards.card import Card, CardStatus
from pos.domain.cards.lease_grant import LeasesGranted, grants_from_data
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.programme_entry import ProgrammeAdopted
from pos.domain.journal.record import Record
from pos.domain.people.staff import PLATFORM_ITSELF
from pos.domain.programme.contribution import Contribution
from pos.domain.programme.programme import programme_from_data, programme_to_data
from pos.domain.returns.release import Release
from pos.errors.ledger import EntryWrong
from pos.ledger.goods.catalogue import Catalogue
from pos.ledger.ledger import Ledger, NewEntry
from pos.services.clock import Clock

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_PER_10000_MAX = 1_000_000


class LetsGo(Protocol):
    """Who signs rights away; `pos.services.cards.releasing` does."""

    @property
    def may_sign(self) -> bool: ...
    def answer(self, number: int, card_no: str, month: str) -> None: ...


class Inbox:
    """Applies documents, each only once, also when it is delivered again."""

    def __init__(
        self,
        ledger: Ledger,
        catalogue: Catalogue,
        clock: Clock,
        tell: Callable[[], None],
        releases: LetsGo,
    ) -> None:
        self._ledger = ledger
        self._catalogue = catalogue
        self._clock = clock
        self._tell = tell
        self._releases = releases
        self._apply_kind: dict[str, Callable[[DocumentBody, SignedDocument], None]] = {
            "programme": self._apply_programme,
            "leases": self._apply_leases,
            "cards": self._apply_cards,
            "categories": self._apply_categories,
            "released_sales": self._apply_released_sales,
            "contribution": self._apply_contribution,
            "recalls": self._apply_recalls,
            NEIGHBOURS: self._apply_neighbours,
        }

    def have(self) -> dict[str, int]:
        """The number of the newest document of each kind that is applied here.

        While the books are in doubt nothing is signed away, so recalls are not asked for.
        """
        versions = self._catalogue.versions()
        return {
            "programme": self._ledger.document_number("programme"),
            "leases": self._ledger.document_number("leases"),
            "cards": versions.get("cards", 0),
            "categories": versions.get("categories", 0),
            # Those of before releases were signed are asked for once more, and signed then.
            "released_sales": versions.get("signed_releases", 0),
            "contribution": versions.get("contribution", 0),
            **({"recalls": versions.get("recalls", 0)} if self._releases.may_sign else {}),
            NEIGHBOURS: versions.get(NEIGHBOURS, 0),
        }

    def apply(self, body: DocumentBody, document: SignedDocument) -> None:
        """Apply one document. Kinds of a later release are left alone. Raises EntryWrong, ProgrammeWrong."""
        apply = self._apply_kind.get(body.kind)
        if apply is not None:
            apply(body, document)
            self._tell()

    def _apply_programme(self, body: DocumentBody, document: SignedDocument) -> None:
        programme = programme_from_data(body.body.get("programme"))
        adopted = ProgrammeAdopted(document_hash(document), body.number, programme_to_data(programme))
        self._adopt(EntryKind.PROGRAMME_ADOPTED, body, document, adopted)

    def _apply_leases(self, body: DocumentBody, document: SignedDocument) -> None:
        granted = LeasesGranted(document_hash(document), body.number, grants_from_data(body.body))
        self._adopt(EntryKind.LEASES_GRANTED, body, document, granted)

    def _adopt(self, kind: EntryKind, body: DocumentBody, document: SignedDocument, data: Record) -> None:
        entry_id = f"{body.kind}-{body.number}-{document_hash(document)[:16]}"
        if self._ledger.has_entry(entry_id):
            return
        now_ms = self._clock.now_ms()
        self._ledger.append(
            NewEntry(
                kind=kind,
                data=data,
                entry_id=entry_id,
                at_ms=now_ms,
                business_date=business_date(now_ms),
                actor=PLATFORM_ITSELF,
            ),
            document=document,
        )

    def _apply_cards(self, body: DocumentBody, _document: SignedDocument) -> None:
        rows = body.body.get("cards")
        if not isinstance(rows, list):
            raise EntryWrong(reason="cards must be a list")
        cards = [_card(row) for row in rows]
        self._catalogue.apply_cards(cards, full=body.body.get("since") == 0, version=body.number)

    def _apply_categories(self, body: DocumentBody, _document: SignedDocument) -> None:
        categories = body.body.get("categories")
        if not isinstance(categories, dict) or not all(type(name) is str for name in categories.values()):
            raise EntryWrong(reason="categories must be an object of texts")
        self._catalogue.apply_categories(categories, version=body.number, at_ms=self._clock.now_ms())

    def _apply_neighbours(self, body: DocumentBody, document: SignedDocument) -> None:
        neighbours_from_data(body.body)  # What cannot be read is refused here, not at the counter.
        self._catalogue.apply_neighbours(document, version=body.number)

    def _apply_released_sales(self, body: DocumentBody, _document: SignedDocument) -> None:
        sales = body.body.get("sales")
        if not isinstance(sales, list) or not all(type(number) is str for number in sales):
            raise EntryWrong(reason="sales must be a list of texts")
        self._release(sales, number=body.number)
        self._catalogue.apply_released_sales(sales, version=body.number)

    def _release(self, sale_nos: Iterable[str], *, number: int) -> None:
        for sale_no in sale_nos:
            entry_id = f"release-{sale_no}"
            if self._ledger.sale(sale_no) is None or self._ledger.has_entry(entry_id):
                continue  # Of an earlier installation it is the platform's to say.
            now_ms = self._clock.now_ms()
            self._ledger.append(
                NewEntry(
                    kind=EntryKind.SALE_RELEASED,
                    data=Release(sale_no, number),
                    entry_id=entry_id,
                    at_ms=now_ms,
                    business_date=business_date(now_ms),
                    actor=PLATFORM_ITSELF,
                )
            )

    def _apply_recalls(self, body: DocumentBody, _document: SignedDocument) -> None:
        asked = body.body.get("recalls")
        if not isinstance(asked, list):
            raise EntryWrong(reason="recalls must be a list")
        for card_no, month in [_asked_for(each) for each in asked]:
            self._releases.answer(body.number, card_no, month)
        self._catalogue.note_applied("recalls", body.number)

    def _apply_contribution(self, body: DocumentBody, _document: SignedDocument) -> None:
        month, per_10000 = body.body.get("month"), body.body.get("per_10000")
        if not isinstance(month, str) or not _MONTH.fullmatch(month):
            raise EntryWrong(reason="a contribution is of a month")
        if type(per_10000) is not int or not 0 <= per_10000 <= _PER_10000_MAX:
            raise EntryWrong(reason="a contribution is a number per 10,000")
        self._catalogue.apply_contribution(Contribution(month, per_10000), version=body.number)


def _asked_for(asked: object) -> tuple[str, str]:
    if not isinstance(asked, dict) or asked.keys() != {"card_no", "month"}:
        raise EntryWrong(reason="a recall is of a card and a month")
    card_no, month = asked["card_no"], asked["month"]
    if not isinstance(card_no, str) or not isinstance(month, str) or not _MONTH.fullmatch(month):
        raise EntryWrong(reason="a recall is of a card and a month")
    return card_no, month


def _card(row: object) -> Card:
    if not (isinstance(row, list) and len(row) == 5 and all(type(cell) is str for cell in row)):
        raise EntryWrong(reason="a card is five texts")
    card_no, masked_name, valid_from, valid_to, status = row
    if status not in tuple(CardStatus):
        raise EntryWrong(reason=f"card status cannot be {status!r}")
    return Card(card_no, masked_name, valid_from, valid_to, CardStatus(status))
