"""Returns of goods: the exact reverse of a sale, to the fen."""
