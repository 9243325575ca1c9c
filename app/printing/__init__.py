"""Printing: documents on paper, the same bytes from the same content."""
