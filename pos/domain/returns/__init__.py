"""Giving goods back: the mirror of a sale, to the fen."""
