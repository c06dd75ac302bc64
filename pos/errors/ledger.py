"""What is wrong with a ledger, its file or an entry."""

from __future__ import annotations

from pos.errors import IntegrityBroken, OperatingError, RuleBroken


class EntryWrong(RuleBroken):
    """An entry's bytes are not what their kind and version promise. Facts: reason."""

    code = "entry.wrong"


class LedgerUnwritable(OperatingError):
    """Disk full or read-only: selling stops until it is mended. Facts: reason, cause."""

    code = "ledger.unwritable"
    retryable = True


class LedgerNewer(OperatingError):
    """The database was written by a newer version of the program. Facts: path, found, known."""

    code = "ledger.newer_version"


class LedgerOlder(OperatingError):
    """The ledger was written by an older program and was not opened by this one yet. Facts: path."""

    code = "ledger.older_version"


class LedgerMissing(OperatingError):
    """There is no ledger file where one was named. Facts: path."""

    code = "ledger.missing"


class LedgerLost(OperatingError):
    """This till's ledger is missing: benefits are off, and a new one was begun. Facts: path."""

    code = "ledger.lost"


class EntryConflict(IntegrityBroken):
    """One entry id arrived twice with different bytes. Never pick a winner. Facts: entry_id."""

    code = "ledger.entry_conflict"


class ChainBroken(IntegrityBroken):
    """An entry does not fit the one before it. Facts: sequence."""

    code = "ledger.chain_broken"


class LedgerBroken(IntegrityBroken):
    """The ledger of this till was found broken while it ran; selling has stopped. Facts: problem."""

    code = "ledger.broken"
