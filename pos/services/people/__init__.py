"""People at the till: who is signed in, what they may do, and who approved it."""
