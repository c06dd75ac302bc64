"""The screens that only tell: the journal."""
