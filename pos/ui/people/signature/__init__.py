"""A person puts a number and a PIN to something: a signature, an approval."""
