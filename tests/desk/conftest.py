"""The desk is tried with the CUF's fund: the flow that stands."""

from tests.cuf.conftest import fund

__all__ = ["fund"]
