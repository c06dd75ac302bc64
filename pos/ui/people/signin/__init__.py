"""Signing in and opening the shift: what stands before the first sale."""
