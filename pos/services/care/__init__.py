"""Looks after a till that runs: its health, its settings and the shop's rules."""
