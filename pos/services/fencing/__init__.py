"""Who vouches for a till's books, and the fence around its benefits when nobody does (DESIGN 5.5)."""
