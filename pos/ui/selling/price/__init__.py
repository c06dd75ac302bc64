"""Asking for a price, beside the sale: it sells nothing."""
