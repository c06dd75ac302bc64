"""The pages of a day and their words."""
