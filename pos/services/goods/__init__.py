"""Goods at this till: how they are found, their prices and labels, and their import from a file."""
