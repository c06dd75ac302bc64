"""Measurements beside their limits, both sides in one run. `dev.py bench` runs them all; none is a test."""
