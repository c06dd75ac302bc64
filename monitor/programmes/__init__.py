"""New versions of the programme: what one would have cost, the proposal that publishes it, the next month."""
