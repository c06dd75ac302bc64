"""The till of the 慈善惠民超市: what stands on the counter."""
