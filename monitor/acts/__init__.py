"""The platform's own journal: who did what, and who looked at what, for which purpose. Never the value.

`note_act(connection, actor, what=…, subject=…, purpose=…, at_ms=…)` writes an act, `note_read` a look at a
sensitive field; both in the caller's transaction, so that neither can happen without its entry.
`looks_at(connection, subject)` is what a person may get on paper. `subject` is an opaque reference such as
`person:0193…` or `account:…`: no name, no identity number, no card number.
"""
