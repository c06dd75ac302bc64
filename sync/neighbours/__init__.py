"""Tills of one store that talk to each other while the line to the platform is down (DESIGN 5, point 2).

One till asks, its neighbour gives a slice of a card's month by a signed entry. Off unless the settings
say where to listen or whom to ask.
"""
