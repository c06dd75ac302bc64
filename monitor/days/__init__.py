"""What the platform knows of days: booked by ingest, read by pages."""
