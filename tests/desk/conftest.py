"""The desk's tests stand in the demonstration's world."""

from tests.web.conftest import demo, shared_demo

__all__ = ["demo", "shared_demo"]
