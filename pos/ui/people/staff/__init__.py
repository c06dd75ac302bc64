"""Who works here: a page for the manager."""
