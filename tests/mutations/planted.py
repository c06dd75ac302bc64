"""Faults to plant one at a time, in words of the shop: a changed text each, and the tests that must see it.

A text is looked for below a folder, and tests by the name of their file, wherever they have moved to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeAlias

from tests.mutations.planted_window import WINDOW


class Planted(NamedTuple):
    """One fault: `old` stands exactly once below `layer`.

    `tests` are names of files without `test_`, in the rooms of the same layer; a name may say another one.
    """

    what: str
    layer: str
    old: str
    new: str
    tests: tuple[str, ...]


_Fault: TypeAlias = tuple[str, str, str, tuple[str, ...]]

_DOMAIN: Final[Sequence[_Fault]] = (
    (
        "half a fen is rounded down",
        "(2 * numerator + denominator) // (2 * denominator)",
        "(2 * numerator + denominator - 1) // (2 * denominator)",
        ("money",),
    ),
    (
        "a fen that is left over goes to who lost least",
        "key=lambda index: -(amount * weights[index] % total)",
        "key=lambda index: amount * weights[index] % total",
        ("money",),
    ),
    ("tenths of a fen can be typed", "len(cents) <= 2)", "len(cents) <= 3)", ("money",)),
    ("five fen are shown as fifty", "{yuan:,}.{fen:02d}", "{yuan:,}.{fen}", ("money",)),
    (
        "a pool covers more than is left of it",
        "covered = min(market, cap_left)",
        "covered = market",
        ("benefit",),
    ),
    (
        "a paid pool goes down by the market amount",
        "return LineBenefit(market, paid, market - paid)",
        "return LineBenefit(market, market, market - paid)",
        ("benefit",),
    ),
    (
        "a line that crosses a paid cap is covered by a fen too much",
        "covered = cap_left * 100 // percent_paid",
        "covered = half_up(cap_left * 100, percent_paid)",
        ("benefit",),
    ),
    (
        "the subsidy takes no notice of what the customer wants",
        "min(left, due) if wanted is None else min(left, due, wanted)",
        "min(left, due)",
        ("benefit",),
    ),
    (
        "the next line does not see what this one took from the pool",
        "remaining[pool.pool_id] -= benefit.counted",
        "remaining[pool.pool_id] -= 0",
        ("quote",),
    ),
    (
        "the subsidy pays for tobacco",
        "[item.category not in excluded for item in items]",
        "[True for item in items]",
        ("quote", "golden_quotes", "quote_properties"),
    ),
    ("what the subsidy paid stays on the card", "remaining[SUBSIDY] -= sum(subsidies)", "pass", ("quote",)),
    (
        "a market amount is rounded down",
        "half_up(unit_price * quantity, ONE)",
        "unit_price * quantity // ONE",
        ("quote", "golden_quotes"),
    ),
    (
        "a line at the cap is said to be covered whole",
        "if line.covered == line.market:",
        "if line.covered:",
        ("quote",),
    ),
    (
        "each part of a return is floored by itself and a fen stays away",
        "upto = whole * (returned_before + quantity) // line.quantity",
        "upto = whole * returned_before // line.quantity + whole * quantity // line.quantity",
        ("returns",),
    ),
    (
        "a return fills the first lease first",
        "for spent in reversed(sale.card.spends if sale.card else ()):",
        "for spent in sale.card.spends if sale.card else ():",
        ("returns",),
    ),
    (
        "a phone gets back more than came from it",
        "part = min(rest, tender.amount - gone)",
        "part = min(rest, tender.amount)",
        ("returns", "checks_return"),
    ),
    (
        "a return of last month's sale fills this month's card",
        "month_over = sale.card is not None and month_of(terms.business_date) != sale.card.month",
        "month_over = False",
        ("returns",),
    ),
    (
        "a lease pays again what it has paid",
        "part = min(rest, lease.left) if lease.pool == pool else 0",
        "part = min(rest, lease.granted) if lease.pool == pool else 0",
        ("lease",),
    ),
    (
        "a lease may be overspent",
        "self.released >= 0 and self.spent + self.released <= self.granted",
        "self.released >= 0",
        ("lease",),
    ),
    ("two epochs begin alike", "genesis\\n{till_id}\\n{epoch}\\n", "genesis\\n{till_id}\\n1\\n", ("chain",)),
    (
        "the length of an entry is not sealed",
        "{entry_id}\\n{len(payload)}\\n",
        "{entry_id}\\n",
        ("chain",),
    ),
    (
        "a card number with two digits exchanged is taken",
        "(int(digit) * 2 if place % 2 == 0 else int(digit)",
        "(int(digit) * 2 if place % 1 == 0 else int(digit)",
        ("codes",),
    ),
    (
        "a card of another federation is taken",
        "if number[:CARD_ISSUER_DIGITS] != card_issuer:",
        "if False:",
        ("codes",),
    ),
    (
        "a goods code with a wrong digit is taken for another",
        "thrice, once = digits[::-2], digits[-2::-2]",
        "once, thrice = digits[::-2], digits[-2::-2]",
        ("codes",),
    ),
    (
        "change that was not due goes unseen",
        "if paid_so_far.due or paid_so_far.change != sale.change:",
        "if paid_so_far.due:",
        ("checks", "sale_mutations"),
    ),
    (
        "a sale that took more from the leases than from the pools fits",
        "if debited != used_by_pool(sale.lines):",
        "if set(debited) != set(used_by_pool(sale.lines)):",
        ("checks", "sale_mutations"),
    ),
    (
        "a return whose sums are wrong fits",
        "if facts.totals != total(facts.lines):",
        "if facts.totals.payable != total(facts.lines).payable:",
        ("checks_return",),
    ),
    ("ten yuan are written without 零", '    elif fen and yuan:\n        said += "零"\n', "", ("capitals",)),
    ("the shop lives by London's day", "timedelta(hours=8), ", "timedelta(hours=0), ", ("calendar",)),
    ("a lock after wrong PINs never grows", "rounds = self.rounds + 1", "rounds = 1", ("pin_guard",)),
    (
        "change is given for what came from a phone",
        "elif new.amount > due:",
        "elif new.amount > 2 * due:",
        ("tender",),
    ),
    (
        "the shop's rule of a later day rules today",
        "ruling = [rules for rules in known if rules.in_force_from <= date]",
        "ruling = list(known)",
        ("shop_rules",),
    ),
    (
        "a drawer that is short is not looked at",
        "if abs(worst(differences)) > self.shift_max:",
        "if worst(differences) > self.shift_max:",
        ("over_short",),
    ),
)

_LEDGER: Final[Sequence[_Fault]] = (
    (
        "an entry can be put over another",
        "WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM journal)",
        "WHEN 0",
        ("tables",),
    ),
    (
        "an entry can be changed",
        '_refuse("journal_is_never_updated", "UPDATE ON journal", _APPEND_ONLY),',
        "",
        ("append", "tables"),
    ),
    (
        "a return adds to the sums of the journal",
        "upto[4] + sign * totals.payable,",
        "upto[4] + totals.payable,",
        ("days", "reading", "replayed_returns"),
    ),
    (
        "one id with other bytes is the same entry",
        "if encode_entry(place(new, found.sealed.sequence, installation)) != found.sealed.payload:",
        "if False:",
        ("append",),
    ),
    (
        "a journal of another till is gone on with",
        "if rows and rows[0][0] != genesis_head.entry_hash:",
        "if False:",
        ("opening",),
    ),
    (
        "an entry that was checked before may be another now",
        "if start.sequence and hash_at(fetch, start.sequence) != start.entry_hash:",
        "if False:",
        ("opening", "syncs"),
    ),
    (
        "the platform may acknowledge an entry that this till never had",
        "if journal.hash_at(self._readers.rows, new.sequence) != new.entry_hash:",
        "if False:",
        ("reading",),
    ),
    (
        "after a failed write the same connection writes on",
        "if primary_code(error) == _IO_ERROR:",
        "if False:",
        ("failing_disk",),
    ),
    (
        "an acknowledged sale does not reach the disk",
        'synchronous: Synchronous = "FULL", query_only',
        'synchronous: Synchronous = "NORMAL", query_only',
        ("syncs",),
    ),
    (
        "verify takes any signature",
        "return verify(entry_statement(entry_hash), signature)",
        "return True",
        ("verify", "verify_forgers"),
    ),
    (
        "verify does not see that an entry is missing",
        "if sequence != self.sequence + 1:",
        "if sequence <= self.sequence:",
        ("verify", "verify_forgers", "verify_hostile"),
    ),
    (
        "verify lets one sale number stand twice",
        "if sale.sale_no in self._sales:",
        "if False:",
        ("verify", "verify_forgers"),
    ),
    (
        "verify lets a lease be overspent",
        "if spent.amount > lease.left:",
        "if False:",
        ("verify", "verify_forgers"),
    ),
    (
        "verify lets a lease be granted twice",
        "if (lease.lease_id, lease.pool) in self._leases:",
        "if False:",
        ("verify", "verify_forgers"),
    ),
    (
        "verify does not see that the end was cut off",
        "if anchor.sequence > good:",
        "if anchor.sequence > good + 1:",
        ("verify", "verify_file", "verify_forgers"),
    ),
    (
        "a paper that may lie in the tray is not counted",
        "SET attempts = attempts + 1 WHERE",
        "SET attempts = attempts WHERE",
        ("print_jobs",),
    ),
    (
        "a sale that was paid is offered again after a crash",
        "if basket is not None and ledger.has_entry(basket.sale_id):",
        "if False:",
        ("drafts",),
    ),
)

_SYNC: Final[Sequence[_Fault]] = (
    (
        "a countersignature is not looked at",
        "if not SUITES[identity.suite].verify(identity.federation_key, statement, reply.countersignature):",
        "if False:",
        ("uploader",),
    ),
    (
        "the platform may have entries that this till has not",
        "if mark > outbox.head()[0]:",
        "if False:",
        ("uploader",),
    ),
    (
        "the sums of both ends may differ",
        "if reply.sums.sums() != counted_sums(outbox, mark, reply.quarantined):",
        "if False:",
        ("uploader",),
    ),
    (
        "a gap in a stretch of entries is not seen",
        "if first and each.sequence == last + 1:",
        "if first and each.sequence <= last + 2:",
        ("uploader",),
    ),
    (
        "an older mark is written again",
        "if reply.acknowledged_sequence > self._outbox.acknowledged():",
        "if reply.acknowledged_sequence >= 0:",
        ("uploader",),
    ),
    (
        "documents are applied as they came and not in their order",
        "opened.sort(key=lambda pair: pair[0].number)",
        "pass",
        ("downloader",),
    ),
    ("a document that rests on a refused one is applied", "held_up.add(body.kind)", "pass", ("downloader",)),
    (
        "a request's body is not signed",
        "digest = hashlib.sha256(body).hexdigest()",
        'digest = hashlib.sha256(b"").hexdigest()',
        ("request_signing",),
    ),
    (
        "a till whose clock is ahead is let in",
        "return abs(claim.at_ms - now_ms) > CLOCK_MS_MAX",
        "return now_ms - claim.at_ms > CLOCK_MS_MAX",
        ("request_signing",),
    ),
    (
        "a frame that does not fit is unpacked",
        "if frame.content_size > UNPACKED_BYTES_MAX or frame.window_size",
        "if frame.window_size",
        ("codec",),
    ),
    (
        "damage on the way is taken for a message",
        "if not frame.has_checksum or frame.dict_id:",
        "if frame.dict_id:",
        ("codec",),
    ),
    (
        "an answer that nobody signed is taken",
        "if response.status == 200 and not is_signed:",
        "if False:",
        ("enquiries",),
    ),
    (
        "a card's number travels unencrypted",
        'if parsed.scheme == "http" and not _is_this_machine(host):',
        "if False:",
        ("transport",),
    ),
    (
        "after one bad round the pauses never get short again",
        "failures = 0 if good else failures + 1",
        "failures = failures + (not good)",
        ("worker",),
    ),
)

PLANTED: Final = tuple(
    Planted(what, layer, old, new, tests)
    for layer, faults in (
        ("pos/domain", _DOMAIN),
        ("pos/ledger", _LEDGER),
        ("sync", _SYNC),
        ("pos/ui", WINDOW),
    )
    for what, old, new, tests in faults
)
