"""Where a party stands: all that is known of it in one answer, and what that lets it do."""
