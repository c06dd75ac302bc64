"""The papers that can be printed again, each made from the ledger."""
