"""The basket, its quote, and the sale it becomes."""
