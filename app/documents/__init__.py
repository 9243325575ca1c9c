"""Files: received with care, kept by what they hold, shown to those who may see the thing they belong to."""
