"""The facts of a shift: the drawer, takings, counts, over and short."""
