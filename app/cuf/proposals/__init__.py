"""A proposal: its sections, the short pages that show them, what must be in it and what it may cost."""
