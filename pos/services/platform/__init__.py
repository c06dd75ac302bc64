"""The federation's platform as the till uses it: enrolment, what it sends, questions, the sync light."""
