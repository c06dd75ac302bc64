"""The commands of the till: headless till, verify, goods file and others. They use the bootstrap."""
