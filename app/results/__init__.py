"""Tier III results: who is served, each person counted once."""
