"""What scanned or typed digits mean: goods, scale labels, cards, payment codes, numbers of papers."""
