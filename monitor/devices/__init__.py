"""The tills' devices: enrolment, keys, heads, contact."""
