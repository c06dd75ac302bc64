"""Reads every journal again and compares it with the stored sums. It changes nothing."""
