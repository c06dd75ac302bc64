"""Questions to the ledger about returned goods."""
