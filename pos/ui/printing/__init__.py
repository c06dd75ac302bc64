"""The screens about paper: receipts to look at and to print again."""
