"""The screens of taking money: the payment screen, and phone payments that are not clear yet."""
