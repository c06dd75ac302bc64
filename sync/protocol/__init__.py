"""What both ends say to each other: messages, their bytes, a request's signature. No network here."""
