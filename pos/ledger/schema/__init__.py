"""The ledger's tables, and how an older file gets the newest ones."""
