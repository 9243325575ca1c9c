"""The trail: one Merkle log of everything that was done, provable to anyone who holds an older checkpoint."""
