"""A day's figures as files for people: Excel, PDF and the charts of both and of the window."""
