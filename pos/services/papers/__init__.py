"""The papers that can be asked for again, each from what the ledger holds."""
