"""The platform over HTTP: the tills' interface and the federation's pages. No rule is decided here."""
