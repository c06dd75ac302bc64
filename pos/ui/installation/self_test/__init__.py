"""Is the till ready for the 1st: each part green or red, with what to do."""
