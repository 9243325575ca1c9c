"""Outside formats as pure functions from bytes to dataclasses."""
