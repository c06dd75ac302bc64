"""Goods that came back, also at another till than the one that sold them."""
