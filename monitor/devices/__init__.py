"""The tills' devices: keys, requests, heads, contact, and whether one of them lives twice."""
