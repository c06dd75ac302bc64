"""The agreement between a till and the platform, and the till's end of it. The other end is `monitor`."""
