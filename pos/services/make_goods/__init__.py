"""Make-goods at the till: what a card has coming, the money that is handed out, and their papers."""
