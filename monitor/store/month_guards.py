"""What the database itself refuses about months: a list that nobody agreed to, and any change of it."""

from __future__ import annotations

from typing import Final

from monitor.store.office_guards import Guard

_TOLD: Final = "month rules cards digest proposal_id released_ms"
_CHANGED: Final = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _TOLD.split())
_TIMES: Final = " OR ".join(
    f"(OLD.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})"
    for name in ("leased_ms", "closed_ms")
)
# A proposal is applied by as many approvals as it needs: see `office_guards`.
_APPLIED: Final = (
    "EXISTS (SELECT 1 FROM proposal p WHERE p.proposal_id = NEW.proposal_id AND p.state = 'applied'"
    " AND p.kind IN ('month.release', 'month.correct'))"
)

MONTH_GUARDS: Final = (
    Guard("month_release_by_several", "month_release", "INSERT", f"NOT {_APPLIED}"),
    Guard("month_release_stays", "month_release", "UPDATE", f"{_CHANGED} OR {_TIMES}"),
    Guard("month_release_is_kept", "month_release", "DELETE", None),
    Guard(
        "month_list_by_several",
        "month_list",
        "INSERT",
        # Who came after the list, came by a proposal of their own.
        f"NEW.proposal_id <> 'joined' AND NOT {_APPLIED}",
    ),
    Guard("month_list_stays", "month_list", "UPDATE", None),
    Guard("month_list_is_kept", "month_list", "DELETE", None),
    Guard("closed_month_stays", "closed_month", "UPDATE", None),
    Guard("closed_month_is_kept", "closed_month", "DELETE", None),
)
