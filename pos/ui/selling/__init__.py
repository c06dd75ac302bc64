"""The screens of a sale: checkout, the customer's screen, another price."""
