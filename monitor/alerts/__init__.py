"""What a person at the federation should look at."""
