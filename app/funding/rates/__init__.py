"""Rates of exchange: what one US dollar costs from a day on, with its source."""
