"""The way from every older database to today's tables, forward only. Alembic runs it; nothing else does."""
