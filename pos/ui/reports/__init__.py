"""The screens that only show: the journal."""
