"""The till without a window: one command a line, one answer a line (DESIGN 8.2)."""
