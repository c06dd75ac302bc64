"""Small widgets that screens are built from. They know the look and nothing of the shop."""
