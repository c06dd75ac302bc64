"""Goods at this till: finding them, their prices and labels, and taking over a file of them."""
