"""Tranches: the parts in which an award's money is paid."""
