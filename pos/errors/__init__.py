"""The tree of errors that the program raises on purpose. Its leaves are in the modules beside this one.

There are three families: the shop's rules say no (`RuleBroken`), the world failed us (`OperatingError`), and
the books contradict themselves (`IntegrityBroken`). A bug is none of these; it is an AssertionError. Each
leaf has a stable code. The words a person reads for a code are in `pos.ui.words.messages`: one sentence of
what happened and one of what to do next.
"""

from __future__ import annotations


class PosError(Exception):
    """Base of the tree. `code` is stable: logged, tested, and put into words by the front."""

    code = "pos.error"

    def __init__(self, **facts: object) -> None:
        """Keep the facts (names and values) that the words for this code may mention."""
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


class RuleBroken(PosError):
    """The shop's rules say no. Expected; the cashier can act on it; never logged as a fault."""

    code = "rule.broken"


class OperatingError(PosError):
    """Something outside failed (disk, cable, network). `retryable` says whether waiting can help."""

    code = "operating.error"
    retryable = False


class IntegrityBroken(PosError):
    """The ledger contradicts itself. Stop selling, keep every byte, call a person."""

    code = "integrity.broken"
