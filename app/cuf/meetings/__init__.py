"""Meetings: a settlement votes, two people enter the sheet unseen by each other, and what agrees is counted."""
