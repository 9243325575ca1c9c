"""A small instrument for tests of the kernel: toys that are made, painted, sent and finished, and their wheels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData, NullPool, create_engine, insert
from sqlalchemy.orm import Mapped, Session, column_property, mapped_column

from app.kernel.actors import Actor, Duty, Office, Role, Scope, ScopeKind
from app.kernel.db import Base, Code, Id, Line, Minor, Prose, table_of
from app.kernel.errors import Why, why
from app.kernel.flow import Birth, Flow, Form, Move, Nothing, Sight, begin, find, fire, rescope
from app.kernel.flow.lead import lead_moves
from app.kernel.things import THINGS, KnownState, Thing
from app.kernel.tx import Tx
from app.kernel.words import _
from tests.postgres import APP

OURS = MetaData(naming_convention=Base.metadata.naming_convention)
"""Apart from the application's own tables, so that models and migrations agree while toys are about."""
TOWN = 1
"""The place that every toy stands in beside its own."""
DAYS_TO_FINISH = 14


class ToyState(StrEnum):
    OPEN = "OPEN"
    SENT = "SENT"
    DONE = "DONE"
    LAPSED = "LAPSED"


class WheelState(StrEnum):
    LOOSE = "LOOSE"
    TURNED = "TURNED"


class Toy(Thing):
    """A toy with a column of every kind that goes to the trail."""

    metadata = OURS
    __tablename__ = "toy_toy"

    id: Mapped[Id] = mapped_column(ForeignKey(THINGS.c.id), primary_key=True)
    place_id: Mapped[Id]
    colour: Mapped[Line]
    code: Mapped[Code | None]
    weight: Mapped[Minor] = mapped_column(default=0)
    made_on: Mapped[date | None]
    checked_at: Mapped[datetime | None]
    sold: Mapped[bool] = mapped_column(default=False)
    print_: Mapped[bytes | None] = mapped_column("print")
    parts: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    sizes: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True), info={"plain": True})

    heavy: Mapped[bool] = column_property(weight > 1_000)

    __mapper_args__: Mapping[str, Any] = {"polymorphic_identity": "toy.toy"}


class Wheel(Thing):
    """A wheel of a toy: a thing of its own in the toy's case, under the toy's root once it is mounted."""

    metadata = OURS
    __tablename__ = "toy_wheel"

    id: Mapped[Id] = mapped_column(ForeignKey(THINGS.c.id), primary_key=True)
    place_id: Mapped[Id]

    __mapper_args__: Mapping[str, Any] = {"polymorphic_identity": "toy.wheel"}


class BellState(StrEnum):
    MUTE = "MUTE"
    RUNG = "RUNG"


class Bell(Thing):
    """A bell that is a part of its toy: under the toy's root from the first."""

    metadata = OURS
    __tablename__ = "toy_bell"

    id: Mapped[Id] = mapped_column(ForeignKey(THINGS.c.id), primary_key=True)

    __mapper_args__: Mapping[str, Any] = {"polymorphic_identity": "toy.bell"}


class Dent(Base):
    """A row beside a toy that no header stands for."""

    metadata = OURS
    __tablename__ = "toy_dent"

    id: Mapped[Id] = mapped_column(primary_key=True)
    toy_id: Mapped[Id] = mapped_column(ForeignKey(THINGS.c.id))
    told: Mapped[Prose]


class Scribble(Base):
    """The house's own bookkeeping, which no fact tells of."""

    metadata = OURS
    __tablename__ = "toy_scribble"
    __trail__ = False

    id: Mapped[Id] = mapped_column(primary_key=True)
    told: Mapped[Prose]


class Paint(Form):
    title: str
    colour: str
    place: int = 7


class Told(Form):
    told: str


class Place(Form):
    place: int


class Hang(Form):
    toy: str


class Cut(Form):
    place: int = 7
    mistaken: bool = False


@dataclass(frozen=True)
class Grounds:
    """What the rules of a toy may look at."""

    colour: str
    weight: int


def is_not_red(grounds: Grounds) -> Why | None:
    return why("R97", _("Red is not allowed.")) if grounds.colour == "red" else None


def is_weighed(grounds: Grounds) -> Why | None:
    return why("R98", _("Weigh it first."), field="weight") if grounds.weight < 0 else None


def is_not_black(_grounds: Any, form: Paint) -> Why | None:
    return why("R96", _("Black is not sold."), field="colour") if form.colour == "black" else None


def is_not_long(_grounds: Any, form: Paint) -> Why | None:
    return why("", _("That is long."), field="title") if len(form.title) > 20 else None


def is_not_pale(_grounds: Any, form: Paint) -> Why | None:
    return why("R95", _("Pale colours fade."), field="colour") if form.colour == "pale" else None


def make(tx: Tx, form: Paint) -> Toy:
    return Toy(title=form.title, colour=form.colour, place_id=form.place)


def make_a_wheel(_tx: Tx, form: Cut) -> Thing:
    if form.mistaken:
        return Toy(title="A wheel", colour="", place_id=form.place)
    return Wheel(title="A wheel", place_id=form.place)


def paint(_tx: Tx, toy: Toy, form: Paint) -> None:
    toy.title, toy.colour = form.title, form.colour


def send(tx: Tx, toy: Toy, _form: Form) -> None:
    toy.due_at = tx.now + timedelta(days=DAYS_TO_FINISH)


def dent(tx: Tx, toy: Toy, form: Told) -> None:
    tx.session.add(Dent(toy_id=toy.id, told=form.told))


def mend(tx: Tx, toy: Toy, _form: Form) -> None:
    for one in tx.session.query(Dent).where(Dent.toy_id == toy.id):
        tx.session.delete(one)


def carry(tx: Tx, toy: Toy, form: Place) -> None:
    toy.place_id = form.place
    rescope(tx, TOYS, toy)


def unpack(tx: Tx, toy: Toy, _form: Form) -> None:
    """A move that begins and moves another thing: each is a fact of its own."""
    wheel = begin(tx, WHEELS, "cut", Cut(place=toy.place_id), parent=toy)
    fire(tx, WHEELS, wheel, "mount", Nothing())


def deck(tx: Tx, toy: Toy, form: Told) -> None:
    """A move that writes rows before and after it hangs a bell."""
    tx.session.add(Dent(toy_id=toy.id, told=form.told))
    toy.weight += 1
    tx.note("decked", {"toy": toy.reference})
    bell = begin(tx, BELLS, "hang", Hang(toy=toy.reference), parent=toy)
    fire(tx, BELLS, bell, "ring", Nothing())
    toy.colour = "bright"


def hang(_tx: Tx, _form: Hang) -> Bell:
    return Bell(title="A bell")


def toy_named(session: Session, actor: Actor, form: Hang, now: datetime) -> Thing:
    return find(session, actor, TOYS, form.toy, now)


def mount(_tx: Tx, wheel: Wheel, _form: Form) -> None:
    wheel.root_id = wheel.case_id


def scopes(_session: Session, thing: Toy | Wheel) -> list[Scope]:
    return [Scope(ScopeKind.PLACE, thing.place_id), Scope(ScopeKind.PLACE, TOWN)]


def grounds(_session: Session, _actor: Actor, toys: Sequence[Toy], _now: datetime) -> Mapping[int, Grounds]:
    return {toy.id: Grounds(toy.colour, toy.weight) for toy in toys}


FORUM = frozenset({Role.FORUM})
TEAM = frozenset({Role.MUNICIPAL_TEAM})
MEMBER = frozenset({Role.MEMBER})
OPEN = frozenset({ToyState.OPEN})
SENT = frozenset({ToyState.SENT})


def as_duty(duty: Duty, start: frozenset[StrEnum]) -> Move:
    """A move that does nothing but take a duty on."""
    return Move(f"as_{duty}", "Do it", "did it", start, None, MEMBER, duty=duty)


TOYS: Flow[Toy, Grounds] = Flow(
    kind="toy.toy",
    prefix="TOY",
    title="toy",
    path="toys",
    model=Toy,
    states=ToyState,
    words={state: state.value.lower() for state in ToyState},
    births=(
        Birth(
            "make",
            _("Make a toy"),
            _("made it"),
            ToyState.OPEN,
            FORUM | MEMBER,
            make,
            Paint,
            grounds=lambda _session, _actor, form, _now: form.title,
            duty=Duty.AUTHORS,
            checks=(is_not_black, is_not_long),
            warns=(is_not_pale,),
            tells=(Role.MUNICIPAL_TEAM,),
        ),
        Birth("hallow", _("Hallow"), _("hallowed it"), ToyState.OPEN, TEAM, make, Paint, sensitive=True),
    ),
    moves=(
        Move(
            "paint",
            _("Paint"),
            _("painted it"),
            OPEN,
            None,
            FORUM,
            form=Paint,
            does=paint,
            duty=Duty.AUTHORS,
            checks=(is_not_black, is_not_long),
            warns=(is_not_pale,),
        ),
        Move(
            "send",
            _("Send"),
            _("sent it"),
            OPEN,
            ToyState.SENT,
            FORUM,
            office=frozenset({Office.CERTIFIER}),
            does=send,
            duty=Duty.CERTIFIES,
            needs=(is_not_red, is_weighed),
            tells=(Role.MUNICIPAL_TEAM, Role.FORUM),
            awaited=True,
        ),
        Move(
            "finish",
            _("Finish"),
            _("finished it"),
            SENT,
            ToyState.DONE,
            TEAM,
            duty=Duty.APPRAISES,
            awaited=True,
        ),
        Move(
            "lapse",
            _("Lapse"),
            _("let it lapse"),
            SENT,
            ToyState.LAPSED,
            frozenset({Role.CLOCK}),
            needs=(is_weighed,),
        ),
        Move("dent", _("Dent"), _("dented it"), OPEN, None, FORUM, form=Told, does=dent),
        Move("mend", _("Mend"), _("mended it"), OPEN, ToyState.OPEN, FORUM, does=mend),
        Move("carry", _("Carry"), _("carried it"), OPEN, None, FORUM, form=Place, does=carry),
        Move("deck", _("Deck"), _("decked it"), OPEN, None, MEMBER, form=Told, does=deck),
        Move("unpack", _("Unpack"), _("unpacked it"), OPEN, None, MEMBER, does=unpack),
        Move("hallow", _("Hallow"), _("hallowed it"), SENT, None, TEAM, sensitive=True),
        *(as_duty(duty, OPEN) for duty in Duty),
        *lead_moves(FORUM, OPEN),
    ),
    sees={
        Role.FORUM: Sight(frozenset(ToyState)),
        Role.MEMBER: Sight(frozenset(ToyState)),
        Role.MUNICIPAL_TEAM: Sight(frozenset({ToyState.SENT, ToyState.DONE})),
        Role.AUDITOR: Sight(frozenset(ToyState), only=lambda actor: THINGS.c.lead == actor.reference),
    },
    scopes=scopes,
    grounds=grounds,
    final=frozenset({ToyState.DONE, ToyState.LAPSED}),
)

WHEELS: Flow[Wheel, None] = Flow(
    kind="toy.wheel",
    prefix="WHL",
    title="wheel",
    path="wheels",
    model=Wheel,
    states=WheelState,
    words={state: state.value.lower() for state in WheelState},
    births=(Birth("cut", _("Cut"), _("cut it"), WheelState.LOOSE, FORUM | MEMBER, make_a_wheel, Cut),),
    moves=(
        Move(
            "mount",
            _("Mount"),
            _("mounted it"),
            frozenset({WheelState.LOOSE}),
            None,
            FORUM | MEMBER,
            does=mount,
        ),
        Move(
            "turn",
            _("Turn"),
            _("turned it"),
            frozenset(WheelState),
            WheelState.TURNED,
            FORUM | MEMBER,
            awaited=True,
        ),
        Move("oil", _("Oil"), _("oiled it"), frozenset(WheelState), None, FORUM | MEMBER, alone=True),
        *(as_duty(duty, frozenset(WheelState)) for duty in Duty),
    ),
    sees={Role.FORUM: Sight(frozenset(WheelState)), Role.MEMBER: Sight(frozenset(WheelState))},
    scopes=scopes,
    grounds=lambda _session, _actor, wheels, _now: dict.fromkeys((wheel.id for wheel in wheels), None),
)

BELLS: Flow[Bell, None] = Flow(
    kind="toy.bell",
    prefix="BEL",
    title="bell",
    path="bells",
    model=Bell,
    states=BellState,
    words={state: state.value.lower() for state in BellState},
    births=(
        Birth("hang", _("Hang"), _("hung it"), BellState.MUTE, FORUM | MEMBER, hang, Hang, under=toy_named),
        Birth("cast", _("Cast"), _("cast it"), BellState.MUTE, FORUM | MEMBER, hang, Hang, inner=True),
    ),
    moves=(
        Move("ring", _("Ring"), _("rang it"), frozenset({BellState.MUTE}), BellState.RUNG, FORUM | MEMBER),
        Move("crack", _("Crack"), _("cracked it"), frozenset(BellState), None, FORUM, inner=True),
    ),
    sees={Role.FORUM: Sight(frozenset(BellState)), Role.MEMBER: Sight(frozenset(BellState))},
    scopes=lambda _session, _bell: [],
    grounds=lambda _session, _actor, bells, _now: dict.fromkeys((bell.id for bell in bells), None),
    part=True,
)


def lay_out(owner_url: str) -> None:
    """Add the toys' tables and states to a founded database, open to the application's role."""
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        OURS.create_all(connection)
        for flow in (TOYS, WHEELS, BELLS):
            rows = [{"kind": flow.kind, "state": state.value} for state in flow.states]
            connection.execute(insert(table_of(KnownState)), rows)
        if engine.dialect.name == "postgresql":
            for name in OURS.tables:
                connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP}")
            connection.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}")
