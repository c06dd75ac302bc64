"""A card's balance, asked for without buying."""
