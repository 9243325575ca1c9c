"""Findings: raised by auditors, answered by the secretariat, followed up until they are closed."""
