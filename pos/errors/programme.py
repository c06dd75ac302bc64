"""What is wrong with a programme, or with a question for a quote."""

from __future__ import annotations

from pos.errors import RuleBroken


class ProgrammeWrong(RuleBroken):
    """A programme's data are incomplete or contradict themselves. Facts: cause, where; found, known, most."""

    code = "programme.wrong"


class QuoteRequestWrong(RuleBroken):
    """A request to `pos quote` cannot be read. Facts: cause, inside; where, found, most, line, column."""

    code = "quote.request_wrong"
