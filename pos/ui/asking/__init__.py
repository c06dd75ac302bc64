"""Questions to a person: yes or no, a reason, a second person's approval; and who gets the answer."""
