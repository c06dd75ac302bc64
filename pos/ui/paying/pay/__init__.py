"""The payment screen: what is due, what was taken, and taking a tender back."""
