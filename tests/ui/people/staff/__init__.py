"""The page of the people of a shop."""
