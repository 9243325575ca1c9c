"""The desk: what waits for a person, across all instruments."""
