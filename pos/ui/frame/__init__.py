"""The window itself: its start, look, top bar, stack of screens and panels. No screen of the shop is here."""
