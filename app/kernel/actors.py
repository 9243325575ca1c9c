"""Who acts: people with posts, the posts' roles and scopes, and the duties one person may not combine."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.kernel.words import _


class Role(StrEnum):
    """What a post lets its holder do (DOMAIN 2)."""

    FORUM = "forum"
    FACILITATOR = "facilitator"
    TECHNICAL_HELPER = "technical_helper"
    MUNICIPAL_TEAM = "municipal_team"
    MUNICIPAL_FORUM = "municipal_forum"
    CUF_BOARD = "cuf_board"
    APPLICANT = "applicant"
    PANEL = "panel"
    SAFEGUARDS = "safeguards"
    PROGRAMME_OFFICER = "programme_officer"
    RESULTS_OFFICER = "results_officer"
    FINANCE_OFFICER = "finance_officer"
    APPROVER = "approver"
    MEMBER = "member"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    PERSON = "person"
    """Everyone, towards their own account: held by whoever is signed in, in the scope of themself, never given."""
    CLOCK = "clock"


ROLE_NAMES: dict[Role, str] = {
    Role.FORUM: _("community forum"),
    Role.FACILITATOR: _("facilitator"),
    Role.TECHNICAL_HELPER: _("technical helper"),
    Role.MUNICIPAL_TEAM: _("municipal team"),
    Role.MUNICIPAL_FORUM: _("municipal forum"),
    Role.CUF_BOARD: _("CUF board"),
    Role.APPLICANT: _("applicant"),
    Role.PANEL: _("review panel"),
    Role.SAFEGUARDS: _("safeguards officer"),
    Role.PROGRAMME_OFFICER: _("programme officer"),
    Role.RESULTS_OFFICER: _("results officer"),
    Role.FINANCE_OFFICER: _("finance officer"),
    Role.APPROVER: _("approver"),
    Role.MEMBER: _("member"),
    Role.AUDITOR: _("auditor"),
    Role.ADMINISTRATOR: _("administrator"),
    Role.PERSON: _("the person themself"),
    Role.CLOCK: _("the clock"),
}

STAFF = frozenset(Role) - {
    Role.FORUM,
    Role.FACILITATOR,
    Role.TECHNICAL_HELPER,
    Role.MUNICIPAL_FORUM,
    Role.APPLICANT,
    Role.PERSON,
    Role.CLOCK,
}
"""The roles whose holders always sign in with a second factor."""

MONEY = frozenset({Role.FINANCE_OFFICER, Role.APPROVER})
"""The roles whose posts need a second person before they hold (DOMAIN 2)."""


class Office(StrEnum):
    """A seat within a role: who certifies for a forum, whose limit an approver carries."""

    CERTIFIER = "certifier"
    PROGRAMME_MANAGER = "programme_manager"
    DIRECTOR = "director"
    HOST_AUTHORITY = "host_authority"


OFFICE_NAMES: dict[Office, str] = {
    Office.CERTIFIER: _("chair or treasurer"),
    Office.PROGRAMME_MANAGER: _("programme manager"),
    Office.DIRECTOR: _("director"),
    Office.HOST_AUTHORITY: _("host authority"),
}


class ScopeKind(StrEnum):
    """What a scope is a part of: everything, a place, a party, a call or a source of money."""

    ALL = "all"
    PLACE = "place"
    PARTY = "party"
    CALL = "call"
    SOURCE = "source"
    PERSON = "person"


class Scope(NamedTuple):
    """A part of the portfolio; a thing stands in several, a post is held in one."""

    kind: ScopeKind
    id: int


EVERYWHERE = Scope(ScopeKind.ALL, 0)


@dataclass(frozen=True)
class Post:
    """A role held in a scope until a day (that day included; None: until ended)."""

    role: Role
    scope: Scope
    until: date | None = None
    office: Office | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts: the pseudonymous reference of the person, and the posts held at this moment."""

    reference: str
    posts: frozenset[Post] = frozenset()
    name: str = ""
    """As the pages show it; never on the trail."""
    language: str = "en"
    second_factor: bool = False
    fresh: bool = False
    """Signed in again within the last minutes, as sensitive moves ask."""

    def holds(self, roles: Iterable[Role], offices: AbstractSet[Office] = frozenset()) -> tuple[Post, ...]:
        """The posts of these roles (and one of these offices, if any are named), in a fixed order."""
        wanted = frozenset(roles)
        found = (
            post for post in self.posts if post.role in wanted and (not offices or post.office in offices)
        )
        return tuple(sorted(found, key=lambda post: (post.role, post.scope, post.office or "")))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)


CLOCK = Actor("sys_clock", frozenset({Post(Role.CLOCK, EVERYWHERE)}))
"""The worker's hand: fires the moves that a date decides."""


class Duty(StrEnum):
    """What a step makes of the person in a case (R28, R49, R69, R85)."""

    AUTHORS = "authors"
    APPRAISES = "appraises"
    DECIDES = "decides"
    REQUESTS = "requests"
    VERIFIES = "verifies"
    CERTIFIES = "certifies"
    APPROVES = "approves"
    PAYS = "pays"
    ACCEPTS = "accepts"


DUTY_NAMES: dict[Duty, str] = {
    Duty.AUTHORS: _("you wrote it"),
    Duty.APPRAISES: _("you appraised it"),
    Duty.DECIDES: _("you decided on it"),
    Duty.REQUESTS: _("you requested it"),
    Duty.VERIFIES: _("you verified it"),
    Duty.CERTIFIES: _("you certified it"),
    Duty.APPROVES: _("you approved it"),
    Duty.PAYS: _("you paid it"),
    Duty.ACCEPTS: _("you accepted it"),
}


class Within(StrEnum):
    """How far a duty binds: to one thing, or to the whole case that grew from one first birth."""

    THING = "thing"
    CASE = "case"


@dataclass(frozen=True)
class Exclusion:
    """Two duties that one person may not both have."""

    rule: str
    one: Duty
    other: Duty
    within: Within
    both: frozenset[Duty] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "both", frozenset({self.one, self.other}))


EXCLUSIONS = (
    Exclusion("R28", Duty.AUTHORS, Duty.APPRAISES, Within.CASE),
    Exclusion("R28", Duty.AUTHORS, Duty.DECIDES, Within.CASE),
    Exclusion("R28", Duty.APPRAISES, Duty.DECIDES, Within.CASE),
    Exclusion("R28", Duty.AUTHORS, Duty.CERTIFIES, Within.THING),
    Exclusion("R49", Duty.REQUESTS, Duty.VERIFIES, Within.THING),
    Exclusion("R49", Duty.REQUESTS, Duty.CERTIFIES, Within.THING),
    Exclusion("R49", Duty.REQUESTS, Duty.APPROVES, Within.THING),
    Exclusion("R49", Duty.REQUESTS, Duty.PAYS, Within.THING),
    Exclusion("R49", Duty.VERIFIES, Duty.APPROVES, Within.THING),
    Exclusion("R49", Duty.CERTIFIES, Duty.APPROVES, Within.THING),
    Exclusion("R49", Duty.APPROVES, Duty.PAYS, Within.THING),
    Exclusion("R49", Duty.AUTHORS, Duty.VERIFIES, Within.THING),
    Exclusion("R69", Duty.REQUESTS, Duty.ACCEPTS, Within.THING),
)
"""Four eyes, from one table. R85's author and verifier of an estimate are the pair of R49's bank record."""


def excluded_by(duty: Duty | None, within: Within) -> frozenset[Duty]:
    """The duties a person must not have had, within a thing or a case, to take on `duty`."""
    if duty is None:
        return frozenset()
    return frozenset(
        other
        for exclusion in EXCLUSIONS
        if exclusion.within is within and duty in exclusion.both
        for other in exclusion.both - {duty}
    )


def rule_of(duty: Duty | None, other: Duty) -> str:
    """The number of the rule that keeps these two duties apart."""
    return next(exclusion.rule for exclusion in EXCLUSIONS if exclusion.both == {duty, other})
