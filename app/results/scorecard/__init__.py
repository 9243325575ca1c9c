"""The scorecard: results against the framework's targets, every figure one click from what it counts."""
