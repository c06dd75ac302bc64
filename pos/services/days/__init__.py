"""The day close: its figures, its papers, the comparison with the platform, and the signed entry."""
