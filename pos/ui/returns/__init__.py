"""Goods that come back: the panel for a return or a void."""
