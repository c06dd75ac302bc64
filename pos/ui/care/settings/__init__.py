"""This till's settings and the shop's rules: a page for the manager."""
