"""Signatures, keys and signed documents. Knows the domain's bytes, not who stores or sends them."""
