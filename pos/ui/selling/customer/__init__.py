"""The customer's display: what is bought, what the card pays and why not, and the customer's consent."""
