"""Devices: what the till talks to by cable. Each is a Protocol in our words; parsing is pure."""
