"""Returns: at the till that sold the goods, at another till, and against a goods slip."""
