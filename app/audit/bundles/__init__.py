"""Bundles: the trail, its proofs, the registers and the documents in one file that shows by itself that it is true."""
