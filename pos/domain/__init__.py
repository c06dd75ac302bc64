"""The pure rules of the shop: standard library only; no clock, file, SQL, Qt or float."""
