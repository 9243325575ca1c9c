"""Engagements: who audits what, on which basis, and from when to when."""
