"""Notices are tried with the CUF's fund: what its moves tell."""

from tests.cuf.conftest import fund

__all__ = ["fund"]
