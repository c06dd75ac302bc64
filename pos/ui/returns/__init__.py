"""Returned goods: the panel for a return or a void."""
