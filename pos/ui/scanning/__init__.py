"""Keyboard input of scanners: scans separated from typing, torn scans, a key pressed twice."""
