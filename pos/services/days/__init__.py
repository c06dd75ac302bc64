"""The day close: its figures, its papers, the platform's word on it, the sealed day-close entry."""
