"""Outputs: what an award delivered, reported downwards by its instrument or brought in from the files."""
