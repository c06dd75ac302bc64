"""Reads every journal again and compares it with the books. It changes nothing."""
