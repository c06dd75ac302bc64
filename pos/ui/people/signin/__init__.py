"""Signing in and opening the shift, before the first sale."""
