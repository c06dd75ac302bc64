"""A day's figures: their shape, and how entries add up to them."""
