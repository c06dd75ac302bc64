"""The page of settings and rules."""
