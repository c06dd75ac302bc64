"""What the federation publishes, signed, and how each till gets it."""
