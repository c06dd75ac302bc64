"""Services for a running till: its health, its settings and the shop's rules."""
