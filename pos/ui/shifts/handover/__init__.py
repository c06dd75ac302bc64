"""The end of a shift: counted without seeing the expected sums, then explained, decided and handed over."""
