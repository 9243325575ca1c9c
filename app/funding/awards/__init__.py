"""Awards: what was promised to whom, from the approval that reserves its money to the closing of its file."""
