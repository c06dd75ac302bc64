"""A shift's facts: the drawer, takings, counts, over and short."""
