"""Accounting periods: the months that journals are booked in, each closed by two people."""
