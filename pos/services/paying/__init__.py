"""Phone payments: asked of a provider, and followed until it is known where the money is."""
