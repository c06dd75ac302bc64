"""The only allocator: which till may give what to which card (DESIGN 5)."""
