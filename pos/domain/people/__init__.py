"""Staff, what each role may do, and what slows down who tries PINs out."""
