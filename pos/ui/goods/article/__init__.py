"""One article: find it, its price, its category, its label. A page for the manager."""
