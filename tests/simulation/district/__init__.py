"""A whole district in one process: tills, sync and platform of the product, and an auditor."""
