"""What an award's money is for, line by line, as it was agreed and revised."""
