"""What is known of a party before it signs: representatives, declarations, capacity, and who approved it."""
