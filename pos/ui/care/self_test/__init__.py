"""The self-test's panel: each part green or red, with what to do about red."""
