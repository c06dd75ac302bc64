"""The import of goods from a file: what it would change, and the confirmation."""
