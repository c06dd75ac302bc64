"""One installation: its folder, key, identity, settings, log, housekeeping and self-test."""
