"""What is looked at again and again: exclusion lists, and how a party protects people from misconduct."""
