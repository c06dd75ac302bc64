"""Alerts: what a person at the federation should check."""
