"""A page of the manager's: a list, the key that opens a line, and a few keys more."""
