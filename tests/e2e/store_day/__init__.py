"""A whole day at the store, by script, through either front: the figures must be the same to the fen."""
