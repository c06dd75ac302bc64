"""The federation's programme as data, and its arithmetic (DESIGN 3)."""
