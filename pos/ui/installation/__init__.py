"""The screens about this installation: settings and the self-test."""
