"""The till's end of the agreement: it sends, asks, verifies every answer, and never touches a screen."""
