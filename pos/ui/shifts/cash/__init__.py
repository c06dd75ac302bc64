"""Cash that goes into the drawer or out of it without a sale."""
