"""Who works on the platform: accounts with roles, how they sign in, sessions and one-time links.

A page asks one object, `Accounts` (`desk.py`). What may be done is decided by a table
(`resources/policy/office_roles.json`, `roles.py`); an account is opened, changed, reset and closed by
proposals only (`kinds.py`). A password is kept as an Argon2 hash, the secret of the second factor sealed
with a key that lies outside the database, a cookie and a link as their hashes.
"""
