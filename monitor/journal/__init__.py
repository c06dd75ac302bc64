"""Entries of a till's journal as they arrive: their place in the chain, what they say, if they hold water."""
