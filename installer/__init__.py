"""The developer's tool: it prepares a checkout and runs its checks. No part of it is shipped to a store."""
