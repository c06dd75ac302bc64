"""The messages of both ends, their bytes, and a request's signature. No network here."""
