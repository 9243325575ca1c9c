"""Decisions that instruments share: approval by amount, the money behind it, no-objection by members."""
