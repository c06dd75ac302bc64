"""What a till stores: the journal and its projections, drafts, the catalogue. It makes no decisions.

Nothing is imported here. SQLAlchemy and Alembic take longer to load than everything else
together: they are loaded when a file is made or migrated, not when one is opened.
"""
