"""The words the window says: for every error, cause, benefit and finding. No Qt."""
