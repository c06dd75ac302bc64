"""The screens about paper: receipts to see and to print again."""
