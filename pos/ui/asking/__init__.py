"""Questions to a person, and who gets the answer: yes or no, a reason, a second person's approval."""
