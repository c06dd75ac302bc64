"""A manager's page: a list, the key that opens a line, and a few more keys."""
