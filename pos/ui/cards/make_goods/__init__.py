"""Make-goods that are handed out."""
