"""A month is released and opened for a district's cards, each with a visit in the month before. Not a test.

`python -m tests.benchmarks.month_open CARDS [URL]` takes another count, and another database than a new
SQLite file. Memory is that of the whole process; streamed, its growth from a tenth of the cards on is flat.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter

from sqlalchemy import Connection

from monitor.acts.actor import Actor
from monitor.documents.publishing import publish_programme
from monitor.leases.month_opening import PORTION, MonthOpener, open_portion
from monitor.leases.month_proposals import RELEASE, release_payload
from monitor.platform import read_programme_file
from monitor.proposals.kinds import Outcome
from monitor.proposals.proposals import Proposals
from monitor.store import tables
from monitor.store.engine import Store
from monitor.store.rows import insert_new
from monitor.store.schema import prepare
from pos.crypto.keys import DeviceKey
from pos.domain.scanning.codes import luhn_check_digit

CARDS = 2_000
MONTH, BEFORE = "2026-12", "2026-11"
OPENED_MS = 1_796_480_000_000  # 2026-12-06 in Shanghai: this month alone is due.
_A_STORE = 143  # Cards: 14 stores for 2,000.
_AT_ONCE = 5_000


def measure(*, cards: int = CARDS, url: str | None = None) -> dict[str, float]:
    """Seconds to release and to open a month, and by how many MB memory grew over the last nine tenths."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(url or f"sqlite:///{Path(folder) / 'monitor.db'}")
        prepare(store)
        key = DeviceKey.generate()
        store.write(lambda connection: publish_programme(connection, key, read_programme_file(), at_ms=0))
        _found(store, cards)
        begun = perf_counter()
        _release(store, key)
        released = perf_counter() - begun
        found = _open(store, key, cards)
        store.close()
        return {"release_s": round(released, 4), **found}


def _open(store: Store, key: DeviceKey, cards: int) -> dict[str, float]:
    begun = perf_counter()
    early, opened = 0, 0
    after: str | None = ""
    while after is not None:
        portion, after = store.write(_portion(key, after))
        opened += portion
        if early == 0 and opened >= cards // 10:
            early = _memory_kb()
    taken = perf_counter() - begun
    assert opened == cards, f"{opened} of {cards} cards were opened"
    assert MonthOpener(store, key).open_due(OPENED_MS) == 0, "and nothing is left to open"
    return {
        "open_s": round(taken, 4),
        "open_ms_a_card": round(taken * 1000 / cards, 4),
        "memory_grew_mb": round(max(1, _memory_kb() - early) / 1024, 4),
    }


def _portion(key: DeviceKey, after: str) -> Callable[[Connection], tuple[int, str | None]]:
    return lambda connection: open_portion(connection, key, MONTH, after=after, at_ms=OPENED_MS)


def _release(store: Store, key: DeviceKey) -> None:
    """One person proposes, another agrees; the list is computed again for each of them."""
    people = [Actor(name, name, (), frozenset({RELEASE.may_make, RELEASE.may_decide})) for name in ("a", "b")]
    proposals = Proposals(key, [RELEASE], lambda _connection, _permission: frozenset({"a", "b"}))
    payload = store.read(lambda connection: release_payload(connection, MONTH))
    made = store.write(
        lambda connection: proposals.make(
            connection,
            people[0],
            kind=RELEASE.name,
            subject=MONTH,
            payload=payload,
            reason="bench",
            based_on_version=str(payload["digest"]),
            now_ms=OPENED_MS,
        )
    )
    store.write(
        lambda connection: proposals.decide(
            connection,
            people[1],
            made.proposal_id,
            outcome=Outcome.APPROVE,
            reason="",
            version=made.version,
            now_ms=OPENED_MS,
        )
    )


def _memory_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _found(store: Store, cards: int) -> None:
    """Stores, cards and one visit of each card, written in parts."""
    stores = -(-cards // _A_STORE)
    names = [f"S{number:05d}" for number in range(stores)]
    _write(store, tables.store.name, (_store(name) for name in names))
    _write(store, tables.card.name, (_card(number) for number in range(cards)))
    _write(store, tables.sale.name, (_sale(number) for number in range(cards)))
    _write(store, tables.card_spend.name, (_spend(number) for number in range(cards)))


def _write(store: Store, name: str, rows: Iterator[Mapping[str, object]]) -> None:
    while part := list(islice(rows, _AT_ONCE)):
        store.write(_inserting(name, part))


def _inserting(name: str, part: Sequence[Mapping[str, object]]) -> Callable[[Connection], None]:
    return lambda connection: insert_new(connection, tables.metadata.tables[name], part)


def _number(number: int) -> str:
    body = f"6201{number:011d}"
    return body + luhn_check_digit(body)


def _store(name: str) -> dict[str, object]:
    return {
        "store_id": name,
        "name": "店",
        "street": "街道",
        "operator_name": "民惠商贸",
        "keeper_till_id": f"{name}-1",
    }


def _card(number: int) -> dict[str, object]:
    return {
        "card_no": _number(number),
        "masked_name": "张*兰",
        "valid_from": "2026-01-01",
        "valid_to": "2027-12-31",
        "status": "active",
        "usual_store_id": _home(number),
        "change_number": number + 1,
    }


def _home(number: int) -> str:
    return f"S{number // _A_STORE:05d}"


def _sale(number: int) -> dict[str, object]:
    return {
        "store_id": _home(number),
        "till_id": f"{_home(number)}-1",
        "epoch": 1,
        "sequence": number,
        "sale_no": str(number),
        "business_date": "2026-11-10",
        "at_ms": OPENED_MS,
        "card_no": _number(number),
        "programme": "x",
        "state": "counted",
        **dict.fromkeys(("market", "discount", "subsidy", "payable"), 100),
    }


def _spend(number: int) -> dict[str, object]:
    return {
        "card_no": _number(number),
        "month": BEFORE,
        "store_id": _home(number),
        "till_id": f"{_home(number)}-1",
        "epoch": 1,
        "sequence": number,
        "lease_id": "L",
        "pool_id": "vegetable",
        "amount": 100,
    }


if __name__ == "__main__":
    asked = sys.argv[1:]
    for figure, value in measure(cards=int(asked[0]), url=asked[1] if len(asked) > 1 else None).items():
        print(f"{figure:20}{value:>14g}")
    print(f"in portions of {PORTION}")
