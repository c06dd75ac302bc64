"""The ledger's migrations, forward only. Alembic reads them; the program loads them only when needed.

They change what cannot be made again: `journal`, `document`, `acknowledged`, `mark`, `print_job`.
Projections are dropped and rebuilt after them, so no migration ever rewrites a projection.
"""
