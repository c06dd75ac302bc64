"""What the federation publishes, signed."""
