"""The decision on a proposal that was appraised, and the award that follows from it."""
