"""Proposals and decisions: nothing that matters happens by one person.

How a room uses it. It writes one `ProposalKind` (`monitor/proposals/kinds.py`): a name, words, who may make
it and who may decide, how many must agree, a preview and what is done. The composition root
(`monitor/platform.py`, `proposal_kinds`) lists the kinds and hands them to `Proposals`. A kind's `apply` runs
in the transaction of the last needed decision; whatever it raises undoes the decision too. A payload is
plain JSON data; the kind decodes it strictly (`pos.domain.journal.record.record_from_data`) and declines
what it cannot take with `monitor.declined.Declined(code, words)`.

    proposals.make(connection, actor, kind="card.replace", subject="card:6201…", payload={…}, reason="…",
                   based_on_version="7", now_ms=…) -> Proposal
    proposals.decide(connection, actor, proposal_id, outcome=Outcome.APPROVE, reason="", version=1, now_ms=…)

`actor` comes from the session (`monitor/acts/actor.py`). A freeze, the end of its time, a stale version, a
second click and too few people who may decide are declined here, for all kinds alike; that maker, deciders
and the person concerned are different people is refused by the database itself (`store/office_guards.py`).
"""
