"""What the keyboard line brings: scans told from typing, torn ones, a key pressed twice."""
