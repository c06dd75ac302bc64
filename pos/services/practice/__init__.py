"""A till to practise on, beside the shop's own."""
