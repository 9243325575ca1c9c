"""Grants: technical assistance and programmes (its flow comes with its own issue)."""
