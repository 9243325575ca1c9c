"""Rounds: a city's or country's money, its settlements and their needs, from frozen terms to the published list."""
