"""After a sale: the change and the receipt; and receipts of past sales."""
