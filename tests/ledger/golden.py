"""Makes the ledger file that a release leaves to all later ones: `python -m tests.ledger.golden`.

Run once for each version of the tables, never again for the same: the file in `tests/data` is
what that release wrote, and stays for ever.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pos.crypto.documents import document_hash, sign_document
from pos.crypto.statements import countersign_statement
from pos.domain.cards.lease_grant import LeaseGrant, LeasesGranted, grants_to_data
from pos.domain.cards.lease_moves import LeasePart, LeaseReleased, ReleaseCause, recall_release_id
from pos.domain.days.day import DayChecks, Reconciliation
from pos.domain.days.day_closed import DayClosed
from pos.domain.days.day_figures import DayBook, DayFrame
from pos.domain.decoding import decode_entry
from pos.domain.journal.chain import SealedEntry
from pos.domain.journal.entries import EntryKind
from pos.domain.journal.identity_entry import BoundIdentity
from pos.domain.journal.record import record_to_data
from pos.domain.programme.programme import programme_to_data
from pos.domain.returns.goods_slip import SlipVoid, VoidCause, slip_number
from pos.domain.returns.mirror import NOTHING_BEFORE, ReturnTerms, return_goods
from pos.domain.returns.release import Release
from pos.domain.shifts.shift import return_number
from pos.domain.shifts.shift_close import ShiftClosed, ShiftCount
from pos.domain.shop_rules import CashRounding, RulesSet, ShopRules
from pos.ledger.schema.versions import SCHEMA_VERSION
from tests.ledger.counter import CARD, DATE, FEDERATION, PROGRAMME, TILL, Counter
from tests.records import replace, sale_from_data

DATA = Path(__file__).resolve().parents[1] / "data"
NEXT_DATE = "2026-11-24"


def write(folder: Path) -> dict[str, Any]:
    """Write a small ledger of a morning; return what is known of it."""
    counter = Counter(folder)
    _a_morning(counter)
    known = facts_of(counter)
    counter.ledger.close()
    return known


def write_a_day(folder: Path) -> dict[str, Any]:
    """Write a small ledger with every kind of entry; return what is known of it."""
    counter = Counter(folder)
    _an_afternoon(counter, _a_morning(counter))
    known = facts_of(counter)
    counter.ledger.close()
    return known


def _a_morning(counter: Counter) -> SealedEntry:
    """Everything of the first version of the tables; its last sale."""
    ledger = counter.ledger
    enrolled = {"store_id": "S01", "federation_key": FEDERATION.public_key.hex()}
    ledger.append(counter.new(EntryKind.TILL_ENROLLED, enrolled))

    def sign(kind: str, number: int, body: dict[str, Any]) -> Any:
        return sign_document(
            FEDERATION, kind=kind, number=number, issued_at_ms=counter.now_ms, audience="*", body=body
        )

    rules = sign("programme", 3, {"programme": programme_to_data(PROGRAMME)})
    adopted = {"document": document_hash(rules), "number": 3, "programme": programme_to_data(PROGRAMME)}
    ledger.append(counter.new(EntryKind.PROGRAMME_ADOPTED, adopted), document=rules)
    grants = (
        LeaseGrant("L1", CARD, DATE[:7], PROGRAMME.entitlement()),
        LeaseGrant("L2", CARD, "2026-12", PROGRAMME.entitlement()),
    )
    leases = sign("leases", 5, {"month": DATE[:7], "grants": grants_to_data(grants)})
    granted = LeasesGranted(document_hash(leases), 5, grants)
    ledger.append(counter.new(EntryKind.LEASES_GRANTED, granted), document=leases)
    counter.open_shift()
    counter.sell(5, card_no=CARD, receipt=True)
    sealed = counter.sell(2, receipt=True)
    word = countersign_statement(
        till_id=TILL, epoch=1, sequence=sealed.sequence, entry_hash=sealed.entry_hash, at_ms=counter.now_ms
    )
    ledger.acknowledge(sealed.sequence, sealed.entry_hash, FEDERATION.sign(word), counter.now_ms)
    dropped = {"sale_id": "s", "code": "00101", "name": "小白菜", "quantity": 912, "market": 438}
    ledger.append(counter.new(EntryKind.LINE_DROPPED, dropped | {"after_total": True, "rule": "r"}))
    reprinted = {"sale_no": "x", "reason": "纸用完了", "rule": "r"}
    ledger.append(counter.new(EntryKind.RECEIPT_REPRINTED, reprinted))
    return counter.sell(3, card_no=CARD, receipt=False)


def _an_afternoon(counter: Counter, sold: SealedEntry) -> None:
    """Everything that came with the second version of the tables."""
    ledger, day = counter.ledger, {"shift_id": "shift-1", "rule": "r", "reason": "换货"}
    ledger.append(counter.new(EntryKind.RETURN, return_of_first_line(counter, sold)))
    asked = {"payment_id": "p1", "sale_id": "s", "kind": "wechat", "amount": 880, "reference_tail": "3391"}
    ledger.append(counter.new(EntryKind.PAYMENT_ASKED, asked | {"shift_id": "shift-1"}))
    ledger.append(counter.new(EntryKind.PAYMENT_ASKED, asked | {"shift_id": "shift-1", "payment_id": "p2"}))
    answered = {"payment_id": "p1", "outcome": "settled", "provider_reference": "42", "detail": ""}
    ledger.append(counter.new(EntryKind.PAYMENT_ANSWERED, answered | {"by": "provider", "rule": None}))
    ledger.append(counter.new(EntryKind.CASH_MOVED, day | {"direction": "in", "amount": 10_000}))
    override = {"act": "open_drawer", "before": None, "after": None, "sale_id": None, "sale_no": None}
    words = {"rule": "r", "reason": "换零", "code": None, "name": None}
    ledger.append(counter.new(EntryKind.OVERRIDE, override | words))
    shift = counter.ledger.days.entries_of_shift("shift-1")
    figures = DayBook().take_all(shift).shift("shift-1")
    assert figures is not None
    expected = figures.takings[0].expected
    count = ShiftCount("shift-1", "cash", 50_000, None, expected, 50_000 - expected, None)
    ledger.append(counter.new(EntryKind.SHIFT_COUNTED, count))
    closed = ShiftClosed("shift-1", 1, counter.now_ms, (count,), "找零误差", None, ("p2",), ())
    ledger.append(counter.new(EntryKind.SHIFT_CLOSED, closed))
    taken_back = {"sale_id": "s", "kind": "wechat", "amount": 100, "reference_tail": ""}
    ledger.append(counter.new(EntryKind.TENDER_TAKEN_BACK, taken_back))
    ledger.append(counter.new(EntryKind.DAY_CLOSED, day_closed(counter)))
    _another_tills_goods(counter)  # Behind what earlier releases wrote.
    _the_shop_itself(counter, decode_entry(sold.payload).data["sale_no"])


def _the_shop_itself(counter: Counter, sale_no: str) -> None:
    """What came later: the shop's rules, a date that was asked, a lost card, wrong PINs, a sale let go."""
    ledger = counter.ledger
    told = {"date": DATE, "last_ms": counter.now_ms, "platform_ms": None, "rule": "r"}
    ledger.append(counter.new(EntryKind.DATE_CONFIRMED, told))
    ledger.append(counter.new(EntryKind.CARD_REFUSED, {"code": "card.lost", "tail": "4711"}))
    refused = {"staff_id": "1001", "purpose": "sign_in", "wrong": 1, "rounds": 0, "locked_until": 0}
    ledger.append(counter.new(EntryKind.PIN_CLEARED, {"staff_id": "2001", "rule": "r"}))
    ledger.append(counter.new(EntryKind.PIN_REFUSED, refused))
    rules = ShopRules(in_force_from=NEXT_DATE, cash_rounding=CashRounding.DOWN_TO_JIAO)
    ledger.append(counter.new(EntryKind.SHOP_RULES_SET, RulesSet.of(rules, rule="r")))
    ledger.append(counter.new(EntryKind.SALE_RELEASED, record_to_data(Release(sale_no, 1))))
    for kind in (EntryKind.STAFF_CHANGED, EntryKind.SETTINGS_CHANGED, EntryKind.GOODS_CHANGED):
        kept = (DATA.parent / "golden" / "entries" / f"{kind.value}-v1.json").read_bytes()
        ledger.append(counter.new(kind, decode_entry(kept).data))
    keys = FEDERATION.public_key.hex(), counter.key.public_key.hex()
    ledger.append(counter.new(EntryKind.TILL_BOUND, record_to_data(BoundIdentity(*keys, "S01", "6201"))))
    proven = (DATA.parent / "golden" / "entries" / "card_proven-v1.json").read_bytes()
    ledger.append(counter.new(EntryKind.CARD_PROVEN, decode_entry(proven).data))
    ledger.append(counter.new(EntryKind.LEASE_RELEASED, released("L2", month="2026-12")))


def _another_tills_goods(counter: Counter) -> None:
    """Taken in against a slip; and the customer took them home again."""
    sale_no, number = "S02-1-20261123-0007", slip_number(TILL, DATE, 1)
    line = {
        "n": 1, "code": "1", "name": "酱油", "unit": "瓶", "category": "调味", "sold_by": "piece",
        "quantity": 1000,
        "market": 990, "discount": 0, "subsidy": 0, "payable": 990, "pool": None, "counted": 0,
    }  # fmt: skip
    slip = {"slip_no": number, "return_id": "back-1", "sale_no": sale_no, "of_till": "S02-1", "rule": "r"}
    told = {"shift_id": "shift-1", "reason": "买错了", "lines": [line], "payable": 990}
    counter.ledger.append(counter.new(EntryKind.GOODS_SLIP, slip | told))
    void = SlipVoid(number, sale_no, VoidCause.WITHDRAWN, "顾客不退了", "r")
    counter.ledger.append(counter.new(EntryKind.GOODS_SLIP_VOID, record_to_data(void)))


def released(lease_id: str, *, month: str = DATE[:7], amount: int = 1_000, number: int = 1) -> LeaseReleased:
    """A part of one lease of vegetables that the platform asked for, in fen."""
    return LeaseReleased(
        release_id=recall_release_id(number, CARD, month),
        card_no=CARD,
        month=month,
        cause=ReleaseCause.RECALL,
        number=number,
        parts=(LeasePart(lease_id, "vegetable", amount),),
        left_open={},
    )


def day_closed(counter: Counter, *, revision: int = 1) -> dict[str, Any]:
    """The data of a close of the counter's day as it stands, as a till would write it."""
    book = DayBook().take_all(counter.ledger.days.entries_behind(DATE))
    frame = DayFrame("浆洗街店", TILL, counter.ledger.head()[1].hex())
    figures = book.figures(DATE, frame, {PROGRAMME.version: PROGRAMME})
    not_asked = Reconciliation(equal=False, pending=0, since_ms=None, rows=())
    checks = DayChecks(1, (), 0, figures.sales, ())
    closed = DayClosed.of(replace(figures, revision=revision), checks, not_asked, explanation="")
    return record_to_data(closed)


def return_of_first_line(counter: Counter, sold: SealedEntry) -> dict[str, Any]:
    """The data of a return of a card sale's whole first line, as a till would decide it."""
    sale = sale_from_data(decode_entry(sold.payload).data)
    terms = ReturnTerms(
        return_no=return_number(TILL, DATE, counter.ledger.days.returns_on(DATE) + 1),
        shift_id="shift-1",
        business_date=DATE,
        reason="变质",
        rule="return_goods.manager.allowed",
    )
    leases = counter.ledger.leases(CARD, DATE[:7])
    line = sale.lines[0]
    return record_to_data(return_goods(sale, {1: line.quantity}, NOTHING_BEFORE, terms, leases))


def facts_of(counter: Counter) -> dict[str, Any]:
    """What a later release must find in it."""
    ledger = counter.ledger
    head, head_hash = ledger.head()
    return {
        "head": [head, head_hash.hex()],
        "sums": list(ledger.sums_upto(head)),
        "acknowledged": ledger.acknowledged(),
        "waiting": [job.job_id for job in ledger.print_jobs.waiting()],
        "leases": [[each.lease_id, each.pool, each.left] for each in ledger.leases(CARD, DATE[:7])],
        "lease_document": ledger.document_number("leases"),
        "programmes": [each.version for each in ledger.programmes()],
        "shift": None if (shift := ledger.open_shift()) is None else shift.shift_id,
        "signatures": [
            [each.sealed.entry_hash.hex(), each.signature.hex()]
            for each in ledger.entries_after(0, entries_max=1_000, bytes_max=10**7)
        ],
    }


if __name__ == "__main__":
    name = f"ledger-{SCHEMA_VERSION:04d}"
    assert not (DATA / f"{name}.db").exists(), "what a release wrote is never written again"
    with tempfile.TemporaryDirectory() as made:
        known = write_a_day(Path(made))
        (DATA / f"{name}.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        shutil.copy(Path(made) / "ledger.db", DATA / f"{name}.db")
