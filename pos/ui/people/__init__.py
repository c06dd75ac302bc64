"""The screens about people: signing in, staff, signatures."""
