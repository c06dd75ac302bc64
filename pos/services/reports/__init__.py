"""A day's figures as files for people: Excel, PDF, and the charts of the files and of the window."""
