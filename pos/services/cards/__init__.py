"""Cards (爱心卡) at the counter: whether a card is valid, what it may use here, and the reason when not."""
