"""Receives the tills' batches: verified, stored once, booked; what does not fit is kept and reported."""
