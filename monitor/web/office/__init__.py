"""The office's own pages: the door, accounts, proposals, freezes, acts. No rule is decided here."""
