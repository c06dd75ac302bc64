"""What a till keeps: the journal and its projections, drafts, the catalogue. Not what it decides.

Nothing is imported here: `pos.ledger.ledger` pulls in SQLAlchemy, which takes longer than the
window's first paint and is loaded by a worker after it.
"""
