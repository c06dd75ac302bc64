"""Panels with one question: a field with a keypad, yes or no, or a list."""
