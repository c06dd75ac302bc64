"""Replays a ledger and names the first entry that does not fit. It changes nothing."""
