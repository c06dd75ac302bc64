"""The window itself: start, look, top bar, and the stack of screens and panels."""
