"""The window itself: its start, its screens and panels, and who conducts them. It puts all rooms together."""
