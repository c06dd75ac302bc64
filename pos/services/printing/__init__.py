"""Paper: what stands on a receipt, the print queue, the customer's display."""
