"""What every write passes through."""
