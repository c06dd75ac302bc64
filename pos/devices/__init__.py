"""Devices that the till uses by cable or network. Each is a Protocol in our words; parsing is pure."""
