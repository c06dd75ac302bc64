"""Paper: what is printed on a receipt, the print queue, and the customer's display."""
