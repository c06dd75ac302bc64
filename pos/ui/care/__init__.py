"""The screens for the till's care: its settings and the self-test."""
