"""The developer's tool: prepares a checkout and runs its checks. Stores get no part of it."""
