"""The training till, beside the shop's own."""
