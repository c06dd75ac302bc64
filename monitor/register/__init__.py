"""Who is in the programmes: identity numbers and the keys that protect them. Not cards, not lists."""
