"""Documents that the federation signs and publishes, and how each till gets them."""
