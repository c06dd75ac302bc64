"""Switches benefits off when nothing proves that this till's ledger is the newest one (DESIGN 5.5)."""
