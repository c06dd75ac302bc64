"""The shift so far, without ending it."""
