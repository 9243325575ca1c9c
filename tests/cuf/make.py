"""Monrovia's part of the fund for tests: two settlements with their forums, the terms, and proposals by one line."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event, select

from app.cuf.flow import CUF_PROJECT
from app.cuf.models import Kind, Project
from app.cuf.policy import NAME, CufPolicy, country_terms, read_policy
from app.cuf.proposals.schemas import (
    BillLine,
    Committee,
    Committees,
    Contributions,
    Design,
    InKindLine,
    Land,
    Member,
    Method,
    People,
    SectionName,
    Sections,
    Sex,
    Upkeep,
    What,
    Where,
    WhySection,
)
from app.cuf.schemas import CorrectionLine, NamedBy, Need, Return
from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.flow import Form, Nothing, Offer, begin, find, fire, offers
from app.kernel.plugs import Plugs
from app.kernel.policy import Policy, put
from app.kernel.tx import Tx, writing
from app.kernel.working_days import CALENDAR, PROMISES, calendar_terms, promise_terms
from app.messages.founding import PROMISED_DAYS, WEEKEND
from app.places.flow import PLACES
from app.places.models import Place
from tests.places import world
from tests.places.world import ADMINISTRATOR

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
RATE = 190
"""Liberian dollars for one US dollar."""


def lrd(usd: int) -> int:
    """Whole US dollars in minor units of Liberian dollars."""
    return usd * RATE * 100


def terms(**changes: Any) -> dict[str, Any]:
    """Liberia's terms as DOMAIN 6 has them, with changes; a day's work is worth five US dollars."""
    told: dict[str, Any] = {
        "currency": "LRD",
        "units_per_usd": str(RATE),
        "ceiling_usd": "40000.00",
        "community_percent": "10",
        "cash_percent": "1",
        "municipal_percent": "0",
        "labour_day_minor": lrd(5),
    }
    return country_terms(**{**told, **changes})


def policy(**changes: Any) -> CufPolicy:
    """The same as rules read them."""
    return read_policy(Policy(1, date(2024, 1, 1), terms(**changes)))


# --- What is written -------------------------------------------------------------------------------


def where(site: str = "Beside the old well") -> Where:
    return Where(site=site, land=Land.PUBLIC, anyone_must_move=False)


def what(title: str = "Solid-waste points") -> What:
    return What(title=title, kind=Kind.SOLID_WASTE, description="Four places with walls and a roof.")


def design(usd: int) -> Design:
    return Design(
        design="Walls of blocks after the standard drawing.",
        bill=(BillLine(item="The whole work", unit="sum", quantity=1, price=lrd(usd)),),
    )


def contributions(
    grant: int = 9_800, cash: int = 400, in_kind: int = 1_000, municipal: int = 0
) -> Contributions:
    """Who pays what, in whole US dollars; in kind by days of five."""
    return Contributions(
        grant=lrd(grant),
        cash=lrd(cash),
        in_kind=(InKindLine(item="labour_day", quantity=in_kind // 5),) if in_kind else (),
        municipal=lrd(municipal),
    )


def upkeep(**changes: Any) -> Upkeep:
    told = {"body": "The users", "money": "A price for each use", "needs_utility": False}
    return Upkeep.model_validate(told | changes)


def committees() -> Committees:
    return Committees(
        members=tuple(
            Member(committee=committee, name="Member One", sex=Sex.FEMALE, function="chair")
            for committee in Committee
        )
    )


def people(women: int = 3_190, men: int = 3_010) -> People:
    return People(women=women, men=men, method=Method.POPULATION, source="Forum's count in May")


def why_section(problem: str = "Refuse lies along the drain.") -> WhySection:
    return WhySection(problem=problem, decided_on=date(2026, 5, 2), women_present=64, men_present=51)


def whole(said: Contributions | None = None, bill: int | None = None, **changes: Any) -> Sections:
    """Every section of a small work, complete; with a bill of so many US dollars, of any work."""
    told: dict[str, Any] = {
        "where": where(),
        "what": what(),
        "why": why_section(),
        "contributions": said or contributions(),
        "upkeep": upkeep(),
        "committees": committees(),
        "people": people(),
        "design": None if bill is None else design(bill),
    }
    return Sections(**(told | changes))


def sections_of(said: Sections) -> dict[SectionName, Form]:
    """The same as rules see them."""
    return {name: part for name in SectionName if (part := getattr(said, name.value, None)) is not None}


def returned(*names: SectionName, met_on: date | None = None) -> Return:
    """A return that names these sections."""
    lines = tuple(CorrectionLine(section=name, note=f"Mend {name}, please.") for name in names)
    return Return(corrections=lines, met_on=met_on)


# --- Who is there ----------------------------------------------------------------------------------


@dataclass
class Fund:
    """A database with Liberia in it, the people by post, and their moves in one line."""

    databases: Databases
    places: dict[str, Place] = field(default_factory=dict)
    cast: dict[str, Actor] = field(default_factory=dict)

    @property
    def plugs(self) -> Plugs:
        return Plugs(
            actor_of=lambda _session, credential, _now: next(
                (one for one in self.cast.values() if one.reference == credential.secret), None
            ),
            names_of=lambda _session, references: (
                {one.reference: one.name for one in self.cast.values() if one.reference in references}
                | {
                    other: other
                    for other in references
                    if other not in {a.reference for a in self.cast.values()}
                }
            ),
            people_for=lambda _session, role, scopes: frozenset(
                one.reference
                for one in self.cast.values()
                if any(post.role is role and post.scope in {EVERYWHERE, *scopes} for post in one.posts)
            ),
            officers_for=lambda _session, office, scopes: frozenset(
                one.reference
                for one in self.cast.values()
                if any(post.office is office and post.scope in {EVERYWHERE, *scopes} for post in one.posts)
            ),
        )

    def join(self, key: str, *posts: tuple[Role, str] | tuple[Role, str, Office]) -> Actor:
        """One more person, called by `key`, with these posts in these places ("" for everywhere)."""
        held = frozenset(
            Post(
                role,
                Scope(ScopeKind.PLACE, self.places[part].id) if part else EVERYWHERE,
                office=rest[0] if rest else None,
            )
            for role, part, *rest in posts
        )
        number = 1_000 + len(self.cast)
        self.cast[key] = Actor(f"usr_{number}", held, name=key, fresh=True, second_factor=True)
        return self.cast[key]

    @contextmanager
    def acting(self, who: str, now: datetime = NOW) -> Iterator[Tx]:
        with writing(self.databases, self.plugs, self.cast[who], now, "req-test") as tx:
            yield tx

    def need(self, who: str = "forum", title: str = "Solid-waste points", now: datetime = NOW) -> str:
        """A need that the forum names; gives its reference."""
        form = Need(
            settlement=self.places["kpaye" if who != "forum.togba" else "togba"].reference,
            title=title,
            kind=Kind.SOLID_WASTE,
            rough_cost=9_800 * RATE,
            named_by=NamedBy.BOTH,
        )
        with self.acting(who, now) as tx:
            return begin(tx, CUF_PROJECT, "name", form).reference

    def move(
        self,
        who: str,
        reference: str,
        name: str,
        form: Form | None = None,
        now: datetime = NOW,
        seen: int | None = None,
    ) -> Project:
        """One move, as the page makes it: found by whoever acts, fired, committed."""
        with self.acting(who, now) as tx:
            project = find(tx.session, tx.actor, CUF_PROJECT, reference, tx.now)
            return fire(tx, CUF_PROJECT, project, name, form or Nothing(), seen=seen)

    def draft(self, said: Sections | None = None, **about: Any) -> str:
        """A proposal begun, and written where something is said."""
        reference = self.need(**about)
        who = about.get("who", "forum")
        now = about.get("now", NOW)
        self.move(who, reference, "propose", now=now)
        if said is not None:
            self.move(who, reference, "save", said, now=now)
        return reference

    def ready(self, **about: Any) -> str:
        reference = self.draft(whole(), **about)
        self.move(about.get("who", "forum"), reference, "finish", now=about.get("now", NOW))
        return reference

    def submitted(self, **about: Any) -> str:
        reference = self.ready(**about)
        self.move("chair", reference, "certify", now=about.get("now", NOW))
        return reference

    def sent_back(self, *names: SectionName) -> str:
        reference = self.submitted()
        self.move("municipal", reference, "return", returned(*(names or (SectionName.WHERE,))))
        return reference

    def project(self, reference: str) -> Project:
        """The project as it stands, whoever may see it."""
        with self.databases.read() as session:
            return session.query(Project).filter_by(reference=reference).one()

    def offers(self, who: str, reference: str, now: datetime = NOW) -> dict[str, Offer]:
        """What this person may do, by the moves' names."""
        with self.databases.read() as session:
            project = find(session, self.cast[who], CUF_PROJECT, reference, now)
            found = offers(session, self.cast[who], CUF_PROJECT, [project], now)[project.id]
        return {offer.move.name: offer for offer in found}


PLACES_BY_KEY = {
    "liberia": "Liberia",
    "monrovia": "Monrovia",
    "buchanan": "Buchanan",
    "kpaye": "Kpaye Landing",
    "togba": "Togba Swamp",
}


def build(databases: Databases) -> None:
    """Write Liberia's cities, two settlements of Monrovia with their profiles, and the terms."""
    liberia = world.country(databases)
    monrovia = world.city(databases, liberia)
    world.city(databases, liberia, "Buchanan")
    for place in (
        world.settlement(databases, monrovia),
        world.settlement(databases, monrovia, "Togba Swamp"),
    ):
        forum = world.holding("usr_4", Role.FORUM, place)
        world.moved(databases, forum, PLACES, place, "profile", world.counted())
    fund = Fund(databases, cast={"administrator": ADMINISTRATOR})
    put_terms(fund)
    put_promises(fund)


def fund_on(databases: Databases) -> Fund:
    """What `build` wrote, with everybody's posts: a forum of five hands, the teams of two cities, officers."""
    fund = Fund(databases)
    with databases.read() as session:
        named = {place.title: place for place in session.scalars(select(Place))}
    fund.places = {key: named[title] for key, title in PLACES_BY_KEY.items()}
    fund.cast["administrator"] = replace(ADMINISTRATOR, name="administrator")
    fund.join("forum", (Role.FORUM, "kpaye"))
    fund.join("forum.second", (Role.FORUM, "kpaye"))
    fund.join("chair", (Role.FORUM, "kpaye", Office.CERTIFIER))
    fund.join("treasurer", (Role.FORUM, "kpaye", Office.CERTIFIER))
    fund.join("helper", (Role.TECHNICAL_HELPER, "kpaye"))
    fund.join("facilitator", (Role.FACILITATOR, "kpaye"))
    fund.join("forum.togba", (Role.FORUM, "togba"))
    fund.join("municipal", (Role.MUNICIPAL_TEAM, "monrovia"))
    fund.join("municipal.second", (Role.MUNICIPAL_TEAM, "monrovia"))
    fund.join("municipal.buchanan", (Role.MUNICIPAL_TEAM, "buchanan"))
    fund.join("officer", (Role.PROGRAMME_OFFICER, "liberia"))
    fund.join("auditor", (Role.AUDITOR, ""))
    return fund


def put_terms(fund: Fund, valid_from: date = date(2024, 1, 1), **changes: Any) -> None:
    """Liberia's terms from a day on."""
    with fund.acting("administrator") as tx:
        put(tx, NAME, "LBR", valid_from, terms(**changes))


def put_promises(fund: Fund, valid_from: date = date(2024, 1, 1), holidays: Sequence[str] = ()) -> None:
    """Liberia's working days, and the times that are promised in them, from a day on (R102)."""
    with fund.acting("administrator") as tx:
        put(tx, CALENDAR, "LBR", valid_from, calendar_terms(WEEKEND, holidays))
        put(tx, PROMISES, "LBR", valid_from, promise_terms(PROMISED_DAYS, "+231770999999"))


def days(number: int) -> timedelta:
    return timedelta(days=number)


@contextmanager
def counted_queries(databases: Databases) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile, as they are sent."""
    sent: list[str] = []

    def note(
        _connection: Connection, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool
    ) -> None:
        sent.append(statement)

    for engine in (databases.reading, databases.writing):
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in (databases.reading, databases.writing):
            event.remove(engine, "before_cursor_execute", note)


FIELDS: Mapping[str, Mapping[str, str]] = {
    "where": {"where-site": "Beside the old well", "where-land": "public", "where-anyone_must_move": "no"},
    "what": {
        "what-title": "Solid-waste points",
        "what-kind": "solid_waste",
        "what-description": "Four places with walls and a roof.",
        "why-problem": "Refuse lies along the drain.",
        "why-decided_on": "2026-05-02",
        "why-women_present": "64",
        "why-men_present": "51",
        "people-women": "3,190",
        "people-men": "3,010",
        "people-method": "population",
        "people-source": "Forum's count in May",
    },
    "cost": {
        "design-design": "",
        "contributions-grant": "1,862,000.00",
        "contributions-cash": "76,000.00",
        "contributions-in_kind-0-item": "labour_day",
        "contributions-in_kind-0-quantity": "200",
        "contributions-municipal": "0",
    },
    "care": {
        "upkeep-body": "The users",
        "upkeep-money": "A price for each use",
        "upkeep-needs_utility": "no",
        "committees-members-0-committee": "project",
        "committees-members-0-name": "Member One",
        "committees-members-0-sex": "female",
        "committees-members-0-function": "chair",
    },
}
"""The pages of a small work as a forum types them."""
