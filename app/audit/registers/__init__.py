"""What auditors ask for as lists (DOMAIN 8): each said once, for the screen, for files and for the bundle."""
