"""The pure engine of prioritisation: from a tally to a shortlist, exactly."""
