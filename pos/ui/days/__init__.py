"""The day close: the day's figures, the count, the benefits, the platform, and the manager's signature."""
