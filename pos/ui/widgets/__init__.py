"""Small parts that screens are put together from. They draw with the look and know nothing of the shop."""
