"""Reporting periods: a year's figures as they were closed, with all that they were made of."""
