"""The monthly list and the states of cards: read, compared and told. It stores nothing yet."""
