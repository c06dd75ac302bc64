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
from pos.domain.entries import EntryKind, LeaseGrant, grants_to_data
from pos.domain.programme import programme_to_data
from pos.ledger.schema import SCHEMA_VERSION
from tests.ledger.counter import CARD, DATE, PROGRAMME, TILL, Counter, key_of

DATA = Path(__file__).resolve().parents[1] / "data"
FEDERATION = key_of(9)


def write(folder: Path) -> dict[str, Any]:
    """Write a small ledger with every kind of entry; return what is known of it."""
    counter = Counter(folder)
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
    data = grants_to_data("", 5, grants)
    leases = sign("leases", 5, {"month": DATE[:7], "grants": data["grants"]})
    data["document"] = document_hash(leases)
    ledger.append(counter.new(EntryKind.LEASES_GRANTED, data), document=leases)
    counter.open_shift()
    counter.sell(5, card_no=CARD, receipt=True)
    sealed = counter.sell(2, receipt=True)
    word = countersign_statement(
        till_id=TILL, epoch=1, sequence=sealed.sequence, entry_hash=sealed.entry_hash, at_ms=counter.now_ms
    )
    ledger.acknowledge(sealed.sequence, sealed.entry_hash, FEDERATION.sign(word), counter.now_ms)
    dropped = {"sale_id": "s", "code": "00101", "name": "小白菜", "quantity": 912, "market": 438}
    ledger.append(counter.new(EntryKind.LINE_DROPPED, dropped))
    ledger.append(counter.new(EntryKind.RECEIPT_REPRINTED, {"sale_no": "x", "reason": "纸用完了"}))
    counter.sell(3, card_no=CARD)
    known = facts_of(counter)
    ledger.close()
    return known


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
        known = write(Path(made))
        (DATA / f"{name}.json").write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        shutil.copy(Path(made) / "ledger.db", DATA / f"{name}.db")
