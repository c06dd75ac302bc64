"""The price check beside the sale: it sells nothing."""
