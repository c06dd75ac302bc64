"""Everything the till can do, in the words of the shop. The window and the headless till use only this."""
