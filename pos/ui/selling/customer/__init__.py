"""The customer's side: what is bought, what the card pays and why not, and the customer's yes."""
