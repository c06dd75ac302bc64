"""The pages of lists, cards and people of the register."""
