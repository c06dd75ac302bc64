"""The till's window: views show and report, presenters decide. It has no rule of the shop."""
