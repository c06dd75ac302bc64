"""A sale waits for the disk exactly once, and never for a checkpoint."""

from __future__ import annotations

from tests.benchmarks.commit import syncs_per_sale
from tests.ledger.counter import CARD, Counter


def test_a_sale_is_synced_once() -> None:
    """Counted by strace where there is one: the first sale after a start is among them."""
    assert syncs_per_sale(sales=10) in (1.0, None)


def test_every_commit_is_synced_and_none_checkpoints(counter: Counter) -> None:
    """What makes it so, for machines without strace."""
    connection = counter.ledger._writer._connection
    assert connection is not None
    settings = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "wal_autocheckpoint", "foreign_keys", "busy_timeout")
    }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "wal_autocheckpoint": 0,
        "foreign_keys": 1,
        "busy_timeout": 5_000,
    }


def test_the_wal_grows_until_somebody_is_idle(counter: Counter) -> None:
    wal = counter.folder / "ledger.db-wal"
    before = counter.path.stat().st_size
    for _turn in range(30):
        counter.sell(40, card_no=CARD)
    assert wal.stat().st_size > 30 * 10_000
    assert counter.path.stat().st_size == before
    assert counter.ledger.checkpoint_if_idle(idle_ms=0)
    assert counter.path.stat().st_size > before
    size = wal.stat().st_size
    counter.sell(40)
    assert wal.stat().st_size == size  # It begins anew in the same place.
