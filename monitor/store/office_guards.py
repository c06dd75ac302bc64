"""What the database itself refuses in the office's tables, in the words of SQLite and of PostgreSQL.

A page, a service and a person with a SQL prompt meet the same guard: an act never changes, nobody decides
on what they made or on themselves, and a proposal is applied by as many approvals as it needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple


class Guard(NamedTuple):
    """`when` is SQL over NEW and OLD that is true of what is refused; None refuses all of it."""

    name: str
    table: str
    on: str  # INSERT, UPDATE or DELETE
    when: str | None


_APPROVED: Final = (
    "(SELECT count(*) FROM proposal_decision d"
    " WHERE d.proposal_id = NEW.proposal_id AND d.outcome = 'approve')"
)
_FIXED: Final = (
    "proposal_id kind subject payload made_by made_ms reason concerns based_on_version needed expires_ms"
)
_CHANGED: Final = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FIXED.split())

GUARDS: Final = (
    Guard("act_stays", "act", "UPDATE", None),
    Guard("act_is_kept", "act", "DELETE", None),
    # INSERT OR REPLACE deletes the old row without firing the DELETE trigger.
    Guard(
        "act_is_next",
        "act",
        "INSERT",
        "NEW.sequence <> (SELECT coalesce(max(a.sequence), 0) + 1 FROM act a)",
    ),
    Guard("decision_stays", "proposal_decision", "UPDATE", None),
    Guard("decision_is_kept", "proposal_decision", "DELETE", None),
    Guard(
        "decision_by_another",
        "proposal_decision",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM proposal p WHERE p.proposal_id = NEW.proposal_id AND p.state = 'pending'"
        " AND p.made_by <> NEW.decided_by AND coalesce(p.concerns, '') <> NEW.decided_by)"
        " OR EXISTS (SELECT 1 FROM proposal_decision d WHERE d.proposal_id = NEW.proposal_id"
        " AND d.decided_by = NEW.decided_by)",
    ),
    Guard("proposal_is_new", "proposal", "INSERT", "NEW.state <> 'pending' OR NEW.needed < 1"
          " OR EXISTS (SELECT 1 FROM proposal p WHERE p.proposal_id = NEW.proposal_id)"),
    Guard("proposal_is_kept", "proposal", "DELETE", None),
    Guard(
        "proposal_as_decided",
        "proposal",
        "UPDATE",
        f"{_CHANGED} OR OLD.state <> 'pending' OR (NEW.state = 'applied' AND {_APPROVED} < NEW.needed)",
    ),
)  # fmt: skip


def statements(dialect_name: str, guards: tuple[Guard, ...] = GUARDS) -> Iterator[str]:
    """The statements that put guards into a database; each can be run by itself."""
    for guard in guards:
        yield from (_postgres if dialect_name == "postgresql" else _sqlite)(guard)


def _sqlite(guard: Guard) -> Iterator[str]:
    when = "" if guard.when is None else f" WHEN {guard.when}"
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.on} ON {guard.table} FOR EACH ROW{when}"
        f" BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
    )


def _postgres(guard: Guard) -> Iterator[str]:
    """A function with an IF, as a WHEN of PostgreSQL cannot ask other tables."""
    when = guard.when or "TRUE"
    back = "OLD" if guard.on == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN"
        f" IF {when} THEN RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'check_violation'; END IF;"
        f" RETURN {back}; END $guard$"
    )
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.on} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
    )
