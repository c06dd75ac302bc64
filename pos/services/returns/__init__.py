"""Taking goods back: at the till that sold them, at another one, and against a goods slip."""
