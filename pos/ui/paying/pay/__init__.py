"""The payment screen: what is due, what was taken, what goes back."""
