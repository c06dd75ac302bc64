"""The till's end of the agreement: it sends, asks and verifies every answer. It knows no screen."""
