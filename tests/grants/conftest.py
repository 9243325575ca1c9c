"""Grants are tried with money behind them and an organisation that has shown its papers."""

import pytest

from app.kernel.db import Databases
from tests.funding.conftest import house_db
from tests.grants.make import World, world_on

__all__ = ["house_db"]


@pytest.fixture
def world(house_db: Databases) -> World:
    """A fund with allotments for Liberia and an organisation with an approved file, on each engine."""
    return world_on(house_db)
