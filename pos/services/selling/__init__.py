"""The open sale, from the first scan to the committed entry."""
