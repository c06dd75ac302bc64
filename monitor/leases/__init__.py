"""The only allocator: which till may give how much to which card (DESIGN 5)."""
