"""One month of the federation, from the first administrator to a settled slip: real pages, real tills."""
