"""The three-way settlement of a day as pure arithmetic."""
