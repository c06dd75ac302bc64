"""The line at the top of the window: place, person, shift, lights and the time."""
