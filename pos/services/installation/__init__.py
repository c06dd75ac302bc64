"""One installation: its folder, key, identity, settings and log."""
