"""Taking goods over from a file: what it would change, and the yes."""
