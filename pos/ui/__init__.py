"""The till's window: screens that show and tell, presenters that decide. No rule of the shop is here."""
