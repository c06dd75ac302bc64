"""The screens that look after the till: its settings and the self-test."""
