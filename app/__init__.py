"""Lastmile: grants, community upgrading and innovation funds for the urban poor."""
