"""The house as the doors see it: databases, plugs, flows, settings and the means to render."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import Request
from jinja2 import Environment

from app.kernel.db import Databases
from app.kernel.flow import AnyFlow
from app.kernel.plugs import Plugs
from app.kernel.words import Languages
from app.settings import Settings
from app.web.letters import Refusing


def clock() -> datetime:
    """The server's time; the one place above the kernel where it enters."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """Everything that stands while requests come and go; `main` builds one and hands it to the app."""

    settings: Settings
    databases: Databases
    plugs: Plugs
    flows: Mapping[str, AnyFlow]
    templates: Environment
    languages: Languages
    now: Callable[[], datetime] = clock
    refusing: Mapping[str, Refusing] = field(default_factory=dict)
    panels: Mapping[str, tuple[Callable[..., object], ...]] = field(default_factory=dict)


def house_of(request: Request) -> House:
    """The house that this request came to."""
    house = request.app.state.house
    if not isinstance(house, House):
        raise TypeError("the app has no house")
    return house
