"""The database of a test of the auditor's desk: new, at the newest schema, on each engine in turn."""

from tests.funding.conftest import house_db

__all__ = ["house_db"]
