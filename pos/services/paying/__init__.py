"""Phone payments: asked of a provider, followed until the money's place is known."""
