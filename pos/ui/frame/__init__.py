"""The window itself: its start, its screens and panels, and the conductor. It puts all parts together."""
