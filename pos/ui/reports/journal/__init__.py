"""Looking through the journal: what was written down, by whom, and the receipt behind it."""
