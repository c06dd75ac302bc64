"""One article for the manager: find it, change price or category, print its label."""
