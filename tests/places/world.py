"""A small world for tests: Liberia with Monrovia and two settlements, people with posts, moves in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.kernel.actors import EVERYWHERE, Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.flow import Flow, Form, begin, fire
from app.kernel.plugs import Plugs
from app.kernel.things import Thing
from app.kernel.tx import Tx, writing
from app.places.flow import PLACES
from app.places.models import Place, Sanitation, Tenure, Waste, Water
from app.places.schemas import CityForm, CountryForm, ProfileForm, Reason, SettlementForm

T = TypeVar("T", bound=Thing)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
PLUGS = Plugs(
    actor_of=lambda _session, _credential, _now: None,
    names_of=lambda _session, references: {reference: reference for reference in references},
    people_for=lambda _session, _role, _scopes: (),
)
ADMINISTRATOR = Actor("usr_1", frozenset({Post(Role.ADMINISTRATOR, EVERYWHERE)}))
AUDITOR = Actor("usr_2", frozenset({Post(Role.AUDITOR, EVERYWHERE)}))


def holding(person: str, role: Role, place: Place) -> Actor:
    """Somebody with one post in a place, signed in a moment ago."""
    return Actor(person, frozenset({Post(role, Scope(ScopeKind.PLACE, place.id))}), fresh=True)


@contextmanager
def moving(databases: Databases, actor: Actor, now: datetime = NOW) -> Iterator[Tx]:
    """One writing transaction."""
    with writing(databases, PLUGS, actor, now, "req-test") as tx:
        yield tx


def born(
    databases: Databases, actor: Actor, flow: Flow[T, Any], name: str, form: Form, *, explanation: str = ""
) -> T:
    """A new thing, made and committed."""
    with moving(databases, actor) as tx:
        return begin(tx, flow, name, form, explanation=explanation)


def moved(
    databases: Databases,
    actor: Actor,
    flow: Flow[T, Any],
    thing: T,
    name: str,
    form: Form,
    *,
    now: datetime = NOW,
) -> T:
    """The thing after one move, committed."""
    with moving(databases, actor, now) as tx:
        return fire(tx, flow, tx.session.get_one(flow.model, thing.id), name, form)


def country(databases: Databases, name: str = "Liberia", iso2: str = "LR", iso3: str = "LBR") -> Place:
    """A country, registered by the administrator."""
    form = CountryForm(title=name, iso2=iso2, iso3=iso3, currency="LRD")
    return born(databases, ADMINISTRATOR, PLACES, "country", form)


def city(databases: Databases, parent: Place, name: str = "Monrovia") -> Place:
    """A city, registered by the country's programme officer."""
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, parent)
    form = CityForm(country=parent.reference, title=name, secondary=False)
    return born(databases, officer, PLACES, "city", form)


def settlement(
    databases: Databases, parent: Place, name: str = "Kpaye Landing", explanation: str = "", **more: Any
) -> Place:
    """A settlement, registered by a programme officer of its city."""
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, parent)
    form = SettlementForm(city=parent.reference, title=name, **more)
    return born(databases, officer, PLACES, "settlement", form, explanation=explanation)


def counted(**changes: Any) -> ProfileForm:
    """Kpaye Landing's profile, with changes."""
    told: dict[str, Any] = {
        "counted_on": "2026-03-01",
        "female": 3190,
        "male": 3010,
        "households": 1240,
        "source": "Enumeration by the savings groups",
        "counted_by": "Settlement forum",
        "tenure": Tenure.INSECURE,
        "hazards": ["flood", "sea"],
        "water": Water.LIMITED,
        "sanitation": Sanitation.LIMITED,
        "waste": Waste.DUMPED,
    }
    return ProfileForm.model_validate(told | changes)


def because(reason: str) -> Reason:
    """A reason as a form takes it."""
    return Reason(reason=reason)
