"""What a till gets from the platform: its identity when it is enrolled, and the documents it is due."""
