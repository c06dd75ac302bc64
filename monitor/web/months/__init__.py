"""Pages of months, programmes and tills that are given up: what stands, and the proposals that change it."""
