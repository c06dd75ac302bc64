"""The three-way settlement in the window: a date, what agrees, and what a person must check."""
