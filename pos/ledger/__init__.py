"""What a till keeps: the journal and its projections, drafts, the catalogue. Not what it decides.

Nothing is imported here. SQLAlchemy and Alembic take longer to load than everything else
together: they are loaded when a file is made or migrated, not when one is opened.
"""
