"""One question in a panel: a field with a keypad, a yes or no, a list to choose from."""
