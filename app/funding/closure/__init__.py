"""The end of an award: completed, its balance asked back or written off, its file closed by two people."""
