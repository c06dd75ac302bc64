"""A person confirms with number and PIN: a signature or an approval."""
