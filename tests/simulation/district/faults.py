"""Faults planted one at a time in production code, each with the run that must find it."""

from __future__ import annotations

from typing import Final, NamedTuple


class Fault(NamedTuple):
    """`old` stands once in `file`. `seeds` are tried in turn; `calm`: without faults of the world."""

    what: str
    file: str
    old: str
    new: str
    calm: bool = False
    seeds: tuple[int, ...] = (1, 2, 3, 4)


_ALLOCATOR: Final = "monitor/leases/allocator.py"
_OPENING: Final = "monitor/leases/month_opening.py"
_DEBITS: Final = "monitor/leases/card_debits.py"
_LEASE_ROWS: Final = "pos/ledger/lease_rows.py"
_FRESHNESS: Final = "pos/services/fencing/freshness.py"
_UPLOADER: Final = "sync/client/uploader.py"

FAULTS: Final = (
    Fault(
        "what is leased already is leased again",
        "monitor/leases/card_months.py",
        "amounts[row.card_no][row.pool_id] = int(row.amount)",
        "amounts[row.card_no][row.pool_id] = 0",
    ),
    Fault(
        "two cards have one lease",
        _ALLOCATOR,
        "{month}\\n{card_no}\\n{ordinal}",
        "{month}\\n{ordinal}",
        calm=True,
    ),
    Fault(
        "a month begins again for each lease", _ALLOCATOR, "whole - card.leased.get(pool, 0) for", "whole for"
    ),
    Fault(
        "a month is a fen more",
        _ALLOCATOR,
        "whole - card.leased.get(pool, 0) for",
        "whole + 1 - card.leased.get(pool, 0) for",
        calm=True,
    ),
    Fault("leases go to another epoch", _OPENING, "row.epoch or _FIRST_EPOCH", "9", calm=True),
    Fault(
        "a new installation gets leases that were sent",
        _OPENING,
        "lease.c.document_number > device.c.leases_sent",
        "lease.c.document_number > 0",
    ),
    Fault(
        "what is handed over stays with the former",
        _OPENING,
        "lease.c.epoch == epoch, lease.c.document_number == number",
        "lease.c.epoch == -1",
    ),
    Fault(
        "lost cards get no list",
        "monitor/leases/month_list.py",
        "card.status == CardStatus.ACTIVE.value",
        "card.status == CardStatus.LOST.value",
        calm=True,
    ),
    Fault(
        "a till forgets what a lease paid",
        _LEASE_ROWS,
        "SET spent = spent + ?1",
        "SET spent = spent + 0 * ?1",
        calm=True,
    ),
    Fault(
        "a till debits a fen less",
        _LEASE_ROWS,
        "SET spent = spent + ?1",
        "SET spent = spent + ?1 - 1",
        calm=True,
    ),
    Fault(
        "a return gives nothing back to the lease",
        _LEASE_ROWS,
        "SET spent = spent - ?1",
        "SET spent = spent - 0 * ?1",
        calm=True,
    ),
    Fault(
        "a return gives back twice",
        _LEASE_ROWS,
        "SET spent = spent - ?1",
        "SET spent = max(0, spent - 2 * ?1)",
        calm=True,
    ),
    Fault(
        "what is left is what was granted",
        "pos/domain/cards/lease.py",
        "return self.granted - self.spent",
        "return self.granted",
        calm=True,
    ),
    Fault(
        "a pool covers more than is left",
        "pos/domain/programme/benefit.py",
        "covered = min(market, cap_left)",
        "covered = market",
        calm=True,
    ),
    Fault(
        "the next line sees the whole pool",
        "pos/domain/selling/quote.py",
        "remaining[pool.pool_id] -= benefit.counted",
        "remaining[pool.pool_id] -= 0",
        calm=True,
    ),
    Fault(
        "the receipt forgets the subsidy",
        "pos/domain/selling/quote.py",
        "remaining[SUBSIDY] -= sum(subsidies)",
        "pass",
        calm=True,
    ),
    Fault(
        "each part of a fen goes up",
        "pos/domain/money.py",
        "(2 * numerator + denominator) //",
        "(2 * numerator + 2 * denominator - 1) //",
        calm=True,
        seeds=(1, 2, 3),
    ),
    Fault(
        "a return is a fen short",
        "pos/domain/returns/mirror.py",
        "restored.append(LeaseSpend(spent.lease_id, spent.pool, amount))",
        "restored.append(LeaseSpend(spent.lease_id, spent.pool, amount - 1))",
        calm=True,
    ),
    Fault(
        "a device's use of a lease is not added up",
        _DEBITS,
        "self.debited[key] += amount",
        "self.debited[key] += 0",
        calm=True,
    ),
    Fault(
        "the platform books a return as a sale",
        _DEBITS,
        "LeaseSpend(each.lease_id, each.pool, -each.amount)",
        "LeaseSpend(each.lease_id, each.pool, each.amount)",
        calm=True,
    ),
    Fault(
        "the outbox is emptied and nothing is booked",
        _DEBITS,
        "new = insert_once(connection, spend, rows)",
        "new = 0",
        calm=True,
    ),
    Fault(
        "the platform finds no lease",
        _DEBITS,
        "granted = self.granted.get((card.card_no, card.month, each.lease_id, each.pool))",
        "granted = None",
        calm=True,
    ),
    Fault(
        "what is known counts again",
        "monitor/journal/placing.py",
        "if sequence > head.sequence:",
        "if sequence > 0:",
    ),
    Fault(
        "a platform that forgot is not told again",
        _UPLOADER,
        "if done.mark < after and not went_back:",
        "if False:",
        seeds=(1, 2, 3, 4, 5, 6),
    ),
    Fault(
        "an acknowledgement is not kept",
        _UPLOADER,
        "if reply.acknowledged_sequence > self._outbox.acknowledged():",
        "if False:",
        calm=True,
    ),
    Fault(
        "only the first entry of a batch leaves",
        _UPLOADER,
        "if done.mark >= self._outbox.head()[0]:",
        "if done.sent:",
        seeds=(1, 2, 3),
    ),
    Fault(
        "no doubt ever stops a benefit",
        "pos/services/cards/card_desk.py",
        "return self.doubt is not None or self.clock_is_behind",
        "return False",
    ),
    Fault("a start without contact is trusted", _FRESHNESS, "return FirstContactAwaited.code", "return None"),
    Fault(
        "a lonely start is trusted",
        _FRESHNESS,
        "return PaperWanted.code if stage is _Stage.ALONE else None",
        "return None",
        seeds=(1, 2, 3, 4, 5, 6),
    ),
    Fault(
        "another chain of the platform is taken",
        "sync/client/verification.py",
        "if reply.acknowledged_hash != own_hash(outbox, identity, mark):",
        "if False:",
    ),
    Fault(
        "sums are not compared",
        "sync/client/verification.py",
        "if reply.sums.sums() != counted_sums(outbox, mark, reply.quarantined):",
        "if True:",
        calm=True,
    ),
    Fault(
        "a till spends what it let go",
        _LEASE_ROWS,
        "SET released = released + ?1",
        "SET released = released + 0 * ?1",
        seeds=(1, 2, 3, 4, 5, 6),
    ),
    Fault(
        "a tap is granted what a make-good took",
        "monitor/leases/deciding.py",
        "whole - books.leased.get(pool, 0) - books.credited.get(pool, 0)",
        "whole - books.leased.get(pool, 0)",
        seeds=(3, 4, 5, 6),
        calm=True,
    ),
    Fault(
        "a make-good takes nothing of the month",
        "monitor/leases/slip_crediting.py",
        "stored = insert_once(connection, make_good_debit, rows)",
        "stored = insert_once(connection, make_good_debit, []) or len(rows)",
        calm=True,
        seeds=(3, 4, 5),
    ),
    Fault(
        "a slice is taken in whatever it holds",
        "pos/crypto/slices.py",
        "pools=released.by_pool(),",
        "pools={pool: 2 * amount for pool, amount in released.by_pool().items()},",
        calm=True,
        seeds=(3, 4, 5),
    ),
    Fault(
        "what is let go for a neighbour is nobody's",
        "monitor/leases/release_booking.py",
        "lease_slice(connection, device, facts)",
        "pass",
        calm=True,
        seeds=(3, 4, 5),
    ),
    Fault(
        "what a quarantined sale took is leased again",
        "monitor/leases/retiring.py",
        "row.rest - doubted.get((row.lease_id, row.pool_id), 0),",
        "row.rest,",
        seeds=(1,),
    ),
)
