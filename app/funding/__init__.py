"""Parties: organisations, community groups and municipalities, their members, and how a group is known."""
