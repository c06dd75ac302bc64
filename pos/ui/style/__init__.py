"""How the window looks: the colours and sizes of the theme, and the text size that a person chose."""
