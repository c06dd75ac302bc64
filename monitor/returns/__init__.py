"""Returned goods, also at another till than the one that sold them."""
