"""Staff, what each role may do, and what slows down guessing of PINs."""
