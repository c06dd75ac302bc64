"""Help and the rarer acts: panels that list what can be done."""
