"""Estimates: how many people an output serves, as one source says, verified by somebody else."""
