"""The shift: float, cash in and out, counts, its end, and the drawer."""
