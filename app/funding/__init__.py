"""Money: sources, the ledger, and what instruments share."""
