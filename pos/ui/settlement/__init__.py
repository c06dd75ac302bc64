"""The three-way settlement in the window: a date, what agrees, and what somebody has to look at."""
