"""Phone payments that wait for an answer: the panel of one, and the list of all."""
