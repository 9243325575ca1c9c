"""Grants: technical assistance and programmes, from the idea to the approved award (DOMAIN 3.3)."""
