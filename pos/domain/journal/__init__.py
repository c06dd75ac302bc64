"""The journal's entries, their exact bytes and their hash chain."""
