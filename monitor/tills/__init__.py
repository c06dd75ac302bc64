"""What a till gets from the platform: its identity at the enrolment, and its documents."""
