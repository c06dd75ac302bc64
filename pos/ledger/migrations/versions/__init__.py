"""One module for each version of the ledger's tables, named by its number."""
