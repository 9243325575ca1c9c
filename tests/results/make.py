"""Outputs and estimates for tests: Monrovia with its settlements, people with posts, a verified estimate in one line."""

from dataclasses import dataclass
from typing import Any, TypeVar

from app.funding.models import Theme
from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role
from app.kernel.db import Databases
from app.kernel.flow import Flow, Form, begin, fire
from app.kernel.things import Thing
from app.places.flow import PLACES
from app.places.models import Place
from app.results.count_once import Says
from app.results.declarations.flow import DECLARATIONS
from app.results.declarations.models import Declaration
from app.results.declarations.schemas import DeclareForm
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.models import Estimate, Method
from app.results.estimates.schemas import Basis, EstimateForm, PeopleForm
from app.results.models import Category, People, Sort, WorkType
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.models import Output
from app.results.outputs.schemas import Note, OutputForm
from tests.places import world
from tests.places.world import NOW, counted, moving

T = TypeVar("T", bound=Thing)
TODAY = NOW.date()


def staff(person: str, role: Role, office: Office | None = None) -> Actor:
    """Somebody with one post over everything, signed in a moment ago."""
    return Actor(person, frozenset({Post(role, EVERYWHERE, office=office)}), fresh=True)


OFFICER = staff("usr_21", Role.PROGRAMME_OFFICER)
OTHER_OFFICER = staff("usr_22", Role.PROGRAMME_OFFICER)
RESULTS = staff("usr_23", Role.RESULTS_OFFICER)
OTHER_RESULTS = staff("usr_24", Role.RESULTS_OFFICER)
MANAGER = staff("usr_25", Role.APPROVER, Office.PROGRAMME_MANAGER)
AUDITOR = staff("usr_26", Role.AUDITOR)
BOTH = Actor(
    "usr_27", frozenset({Post(Role.PROGRAMME_OFFICER, EVERYWHERE), Post(Role.RESULTS_OFFICER, EVERYWHERE)})
)


@dataclass(frozen=True)
class Town:
    """Monrovia with Kpaye Landing (6,200 people counted) and Togba Swamp (counted by nobody)."""

    country: Place
    city: Place
    kpaye: Place
    togba: Place


def town(database: Databases) -> Town:
    """Liberia, Monrovia and two settlements."""
    country = world.country(database)
    city = world.city(database, country)
    kpaye, togba = (world.settlement(database, city, name) for name in ("Kpaye Landing", "Togba Swamp"))
    officer = world.holding("usr_3", Role.PROGRAMME_OFFICER, country)
    world.moved(database, officer, PLACES, kpaye, "profile", counted())
    return Town(country, city, kpaye, togba)


def output_form(*places: Place, **changes: Any) -> OutputForm:
    """A water kiosk, with changes."""
    told: dict[str, Any] = {
        "title": "Six water kiosks",
        "sort": Sort.WORK,
        "primary_type": WorkType.SAFE_WATER,
        "themes": (Theme.SERVICES,),
        "places": tuple(place.reference for place in places),
        "commissioned_on": "2025-05-01",
        "handed_over_on": "2025-05-20",
        "evidence": "Handover certificate 12 of 20 May 2025",
    }
    return OutputForm.model_validate(told | changes)


def recorded(database: Databases, *places: Place, **changes: Any) -> Output:
    """An output brought in from the files, not yet confirmed."""
    with moving(database, OFFICER) as tx:
        return begin(tx, OUTPUTS, "record", output_form(*places, **changes))


def delivered(database: Databases, *places: Place, **changes: Any) -> Output:
    """The same, confirmed."""
    return moved(database, RESULTS, OUTPUTS, recorded(database, *places, **changes), "confirm")


def people(*places: Place, total: int = 5_400, **changes: Any) -> dict[str, Any]:
    """What an estimate's form says: users of the kiosks, half of them women."""
    told: dict[str, Any] = {
        "indicator": People.DIRECT,
        "category": Category.INFRASTRUCTURE,
        "places": tuple(place.reference for place in places),
        "basis": Basis.FOUND,
        "total": total,
        "female": total // 2,
        "male": total - total // 2,
        "method": Method.USAGE,
        "source": "Users counted over seven days",
        "counted_on": "2025-06-15",
        "evidence": "Count sheets 1 to 7",
    }
    return told | changes


def estimated(
    database: Databases, output: Output, *places: Place, explanation: str = "", **changes: Any
) -> Estimate:
    """A draft."""
    form = EstimateForm.model_validate(people(*places, **changes) | {"output": output.reference})
    with moving(database, OFFICER) as tx:
        return begin(tx, ESTIMATES, "estimate", form, explanation=explanation)


def submitted(database: Databases, output: Output, *places: Place, **changes: Any) -> Estimate:
    """An estimate that waits for the results officer."""
    return moved(database, OFFICER, ESTIMATES, estimated(database, output, *places, **changes), "submit")


def verified(database: Databases, output: Output, *places: Place, **changes: Any) -> Estimate:
    """An estimate that counts."""
    return moved(database, RESULTS, ESTIMATES, submitted(database, output, *places, **changes), "verify")


def served(database: Databases, title: str, total: int, *places: Place, **changes: Any) -> Estimate:
    """A verified estimate on an output of its own, both in these places."""
    return verified(database, delivered(database, *places, title=title), *places, total=total, **changes)


def moved(
    database: Databases, actor: Actor, flow: Flow[T, Any], thing: T, name: str, form: Form | None = None
) -> T:
    """The thing after one move, committed; a form that asks for a reason gets one."""
    with moving(database, actor) as tx:
        asked = flow.move(name).form
        given = form or asked.model_validate({"reason": "A reason"} if "reason" in asked.model_fields else {})
        return fire(tx, flow, tx.session.get_one(flow.model, thing.id), name, given)


def form_of(*places: Place, **changes: Any) -> PeopleForm:
    """The form of an edit."""
    return PeopleForm.model_validate(people(*places, **changes))


def declared(
    database: Databases, one: Place | Estimate, other: Place | Estimate, **changes: Any
) -> Declaration:
    """A proposal that both sides may be the same people, with changes."""
    told: dict[str, Any] = {
        "says": Says.OVERLAP,
        "one": one.reference,
        "other": other.reference,
        "reason": "Both lists were laid side by side in May.",
        "valid_from": "2026-01-01",
    }
    with moving(database, RESULTS) as tx:
        return begin(tx, DECLARATIONS, "declare", DeclareForm.model_validate(told | changes))


def approved(
    database: Databases, one: Place | Estimate, other: Place | Estimate, **changes: Any
) -> Declaration:
    """The same, in force."""
    return moved(
        database, MANAGER, DECLARATIONS, declared(database, one, other, **changes), "approve", Note()
    )
