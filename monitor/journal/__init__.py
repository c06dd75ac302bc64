"""Entries of a till's journal as they arrive: their place in the chain, their content, their checks."""
