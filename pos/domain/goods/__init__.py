"""Goods, their numbers and what is printed on them."""
