"""What the journal can say, its exact bytes and its hash chain."""
