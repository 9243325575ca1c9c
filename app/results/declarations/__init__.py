"""Declarations: recorded judgements that the people of two sides overlap, or cannot be the same."""
