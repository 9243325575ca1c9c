"""One page with every part of the kit, for eyes, axe and hostile text."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

from pydantic import Field

from app.cuf.lists import PROJECTS
from app.kernel.actors import EVERYWHERE, Actor, Post, Role
from app.kernel.errors import Why, why
from app.kernel.fields import Amount, Day, Several, Whole, YesNo
from app.kernel.flow import Form, Move, Offer
from app.kernel.flow.history import Event
from app.kernel.money import Money
from app.kernel.things import Thing
from app.kernel.words import Message, _
from app.web.forms import FieldSpec, fields
from app.web.lists import Cell, Shown, Tag, Way
from app.web.posted import Posted
from app.web.render import page
from tests.web import make
from tests.web.make import NOW

TITLE = "Water point at Lower Kilifi market"


class Kind(StrEnum):
    WATER = "water"
    ROAD = "road"
    LIGHT = "light"


class Line(Form):
    what: str = Field(title=_("What"), max_length=80)
    quantity: Whole = Field(title=_("How many"))
    cost: Amount = Field(title=_("Cost"), json_schema_extra={"kind": "amount"})


class Proposal(Form):
    title: str = Field(title=_("Name of the works"), description=_("As people here call it."), max_length=120)
    why: str = Field(
        title=_("Why is it needed?"),
        description=_("Who goes without, and what they do now."),
        max_length=1200,
    )
    cost: Amount = Field(title=_("What will it cost?"), json_schema_extra={"kind": "amount"})
    people: Whole | None = Field(None, title=_("How many people will use it?"))
    on: Day = Field(title=_("When should works begin?"))
    kind: Kind = Field(
        title=_("What kind of works?"),
        json_schema_extra={"answers": {"water": _("Water"), "road": _("Road or path"), "light": _("Light")}},
    )
    land: YesNo = Field(title=_("Does the land belong to the city?"))
    seen: Annotated[tuple[Kind, ...], Several] = Field(
        (),
        title=_("What have you seen?"),
        json_schema_extra={"answers": {"water": _("Water"), "road": _("Road or path"), "light": _("Light")}},
    )
    city: str = Field(title=_("Which city?"))
    lines: tuple[Line, ...] = Field(
        (), title=_("Bill of quantities"), description=_("One row for each thing.")
    )


STORED = {
    "title": TITLE,
    "why": "",
    "cost": 1_234_500,
    "people": 1480,
    "on": date(2026, 9, 1),
    "land": True,
    "seen": (Kind.WATER, Kind.LIGHT),
    "city": "c3",
    "lines": ({"what": "Pipe, 50 mm", "quantity": 120, "cost": 48_000},),
}
PROBLEMS = (
    why("", _("{label} – this must be filled in."), field="why", label="Why is it needed?"),
    why("", _("{label}: choose one of the answers offered."), field="kind", label="What kind of works?"),
    why("", _("{label} – this must be a whole number."), field="lines-0-quantity", label="How many"),
    why("", _("The price is far above others here."), field="explanation"),
    why("", _("The works cannot begin before the agreement is signed.")),
)


def listed(said: str) -> Shown:
    """A page of a list in which this is said: a name, a word, an amount, a day, and a search that does not read."""
    rows: list[list[Cell]] = [
        [Way("/cuf/projects/CUF-7K4M-2", said), said, "CUF-7K4M-2", Message("safe water"), Money(123_450, "KES"),
         Tag("under appraisal", "teal"), NOW.date()],
    ]  # fmt: skip
    return Shown(
        table=PROJECTS,
        text=said,
        state="",
        rows=rows,
        count=1,
        faults=(why("", _("It is {state} now."), state=said, field="q"),),
        births=(),
        next=None,
        hints=(("is", said),),
    )


def move(name: str, says: str, **more: Any) -> Move:
    return Move(name, says, says, frozenset(), None, frozenset(), **more)


def offers(*whys: Why) -> Sequence[Offer]:
    """Two open moves, one of them final, and one shut with these reasons."""
    thing, post = Thing(), Post(Role.PROGRAMME_OFFICER, EVERYWHERE)
    return (
        Offer(
            move("approve", _("Approve"), awaited=True, hint=_("The payment can be made then.")),
            thing,
            post,
            (),
        ),
        Offer(move("return", _("Return with corrections")), thing, post, ()),
        Offer(move("refuse", _("Refuse for good"), final=True), thing, post, ()),
        Offer(move("sign", _("Sign the agreement")), thing, post, whys),
    )


def context(hostile: str = "") -> dict[str, Any]:
    """What the gallery shows; `hostile` text stands in every place that people's text reaches."""
    stored = {**STORED, "title": hostile or TITLE, "why": hostile, "city": hostile or "c3"}
    typed = Posted({"title": [hostile], "why": [hostile], "explanation": [hostile]}) if hostile else None
    said = hostile or TITLE
    return {
        "said": said,
        "list": listed(said),
        "specs": fields(Proposal),
        "stored": stored,
        "typed": typed,
        "cities": {"city": [(f"c{n}", hostile or f"City {n}") for n in range(9)]},
        "problems": (*PROBLEMS, why("", _("It is {state} now."), state=said, field=hostile or None)),
        "offers": offers(
            why("R45", _("It is {state} now."), state=said),
            why("R49", _("Someone else must do this: {did}."), did=said),
        ),
        "tasks": [
            SimpleNamespace(title=said, href="#where", hint="", status="Done", colour=""),
            SimpleNamespace(
                title="What and why", href="#what", hint=said, status="In progress", colour="blue"
            ),
            SimpleNamespace(title="Check answers", href="", hint="", status="Cannot start yet", colour=""),
        ],
        "happened": [
            Event(9, NOW, said, "accepted the proposal for appraisal", "UNDER_APPRAISAL", {}),
            Event(8, NOW, "Community forum", "submitted the proposal", "SUBMITTED", {"reason": said}),
        ],
        "facts": [
            SimpleNamespace(key="Settlement", value=said, href="#change"),
            SimpleNamespace(key="People who will use it", value="1,480", href="#change"),
            SimpleNamespace(key=said, value="", href=""),
        ],
    }


def text_of(folder: Path, language: str = "en", template: str = "gallery.html", **shown: Any) -> str:
    """The gallery, or another page that shows `shown`, as the officer reads it in a language."""
    house = make.house(folder, language, *({"en", "fr"} - {language}))
    actor = Actor(make.OFFICER.reference, make.OFFICER.posts, language=language)
    given = shown or context()
    door = make.door(house, actor, "/cuf/projects")
    door.request.state.problems = given.get("problems", ())
    return bytes(page(door, template, **given).body).decode()


def move_page(folder: Path, offer: Offer, specs: Sequence[FieldSpec] = fields(Proposal)) -> str:
    """The page of an offered move with these fields."""

    class Flow:
        @staticmethod
        def currency(_thing: object) -> str:
            return "KES"

    thing = offer.thing
    thing.reference, thing.title = "CUF-7K4M-2", TITLE
    given: dict[str, Any] = {
        "move": offer.move,
        "offer": offer,
        "thing": thing,
        "flow": Flow,
        "seen": 3,
        "back": "/x",
        "answers": {},
    }
    return text_of(folder, template="move.html", **given, fields=specs)
