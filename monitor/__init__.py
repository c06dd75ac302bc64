"""The federation's platform: it receives, verifies, allocates, publishes and shows. No till code, no Qt."""
