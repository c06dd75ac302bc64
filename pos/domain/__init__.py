"""The pure rules of the shop: standard library and msgspec only; no clock, file, SQL, Qt or float."""
