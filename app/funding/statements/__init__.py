"""Statements: what the bank or the host says was paid, line by line, until every line has its reason."""
