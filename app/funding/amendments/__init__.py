"""Amendments: how a running award is changed, with what stood before and what stands after."""
