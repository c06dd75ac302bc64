"""The checkout screen: what is on the counter, what the card pays, what is payable."""
