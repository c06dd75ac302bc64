"""The screens of a shift: cash in and out, the X report, the hand-over."""
