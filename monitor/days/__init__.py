"""What the platform knows of days: written by ingest, read by the pages."""
