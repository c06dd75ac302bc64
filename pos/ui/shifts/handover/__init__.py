"""The end of a shift: counted without seeing the books, then explained, decided and handed over."""
