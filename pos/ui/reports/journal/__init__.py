"""The journal's screen: what was written, by whom, and the receipt of it."""
