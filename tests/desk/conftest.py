"""The desk is tried with the CUF's fund, and in the demonstration's world."""

from tests.cuf.conftest import fund
from tests.web.conftest import demo, shared_demo

__all__ = ["demo", "fund", "shared_demo"]
