"""Help, and the menu of less common acts (更多)."""
