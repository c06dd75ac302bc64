"""A card as a till may know it, and the leases it may spend."""
