"""An act that needs a permission, with its reason and the rule that allowed it, as the journal keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pos.domain.journal.reading import Reader
from pos.domain.money import Fen
from pos.domain.people.permission import Act


@dataclass(frozen=True, slots=True)
class Override:
    """What was done and why. Who approved it stands in the entry's header; amounts in fen.

    `sale_id` names the open sale, `sale_no` a finished one; `code` and `name` the goods, if any.
    """

    act: Act
    rule: str
    reason: str
    sale_id: str | None = None
    sale_no: str | None = None
    code: str | None = None
    name: str | None = None
    before: Fen | None = None
    after: Fen | None = None


def override_to_data(override: Override) -> dict[str, Any]:
    """Write an override as plain data for its entry (kind `override`, version 1)."""
    return {
        "act": override.act.value,
        "rule": override.rule,
        "reason": override.reason,
        "sale_id": override.sale_id,
        "sale_no": override.sale_no,
        "code": override.code,
        "name": override.name,
        "before": override.before,
        "after": override.after,
    }


def override_from_data(data: object) -> Override:
    """Read an override back, strictly. Raises EntryWrong."""
    body = Reader.of(data)
    return Override(
        act=body.choice("act", Act),
        rule=body.text("rule"),
        reason=body.text("reason", may_be_empty=True),
        sale_id=body.text_or_none("sale_id"),
        sale_no=body.text_or_none("sale_no"),
        code=body.text_or_none("code"),
        name=body.text_or_none("name"),
        before=body.fen_or_none("before"),
        after=body.fen_or_none("after"),
    )
