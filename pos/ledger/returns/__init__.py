"""Questions to the ledger about goods that came back."""
