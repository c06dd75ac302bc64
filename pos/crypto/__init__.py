"""Signatures, keys and signed documents. It does not store or send them."""
