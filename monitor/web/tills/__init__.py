"""The tills' interface over HTTP. No rule is decided here."""
