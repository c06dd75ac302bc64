"""The command line's fronts: headless till, verify, goods file. They stand above the bootstrap."""
