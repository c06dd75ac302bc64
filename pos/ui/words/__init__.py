"""The Chinese words of the window: for every error, cause, benefit and finding. No Qt."""
