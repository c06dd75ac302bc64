"""A demo shop on one machine: platform, printer and till, with goods and cards to try."""
