"""Samples: drawn so that anybody who has the population and the seed draws the same (R74)."""
