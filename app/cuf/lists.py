"""The list of CUF projects: its columns, for the page and for files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cuf.flow import CUF_PROJECT
from app.cuf.models import KIND_WORDS, STATE_WORDS, Kind, Project, State
from app.cuf.queries import names_of_places
from app.kernel.listing import Listing
from app.kernel.money import Money
from app.kernel.words import Message, _
from app.places.words import PLACE_WORDS
from app.web.lists import Column, Table, Tag, Way

COLOURS: Mapping[State, str] = {
    State.IDENTIFIED: "grey",
    State.PRIORITISED: "green",
    State.WAITLISTED: "grey",
    State.PROPOSED: "yellow",
    State.READY: "orange",
    State.SUBMITTED: "blue",
    State.RETURNED: "red",
    State.UNDER_APPRAISAL: "teal",
    State.APPROVED: "green",
    State.REJECTED: "grey",
    State.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class Around:
    """What the cells of many projects need."""

    settlements: Mapping[int, str]


def _around(session: Session, projects: Sequence[Project]) -> Around:
    return Around(names_of_places(session, {project.settlement_id for project in projects}))


def _asked(project: Project, _around: Around) -> Money | None:
    return None if project.grant_asked is None else Money(project.grant_asked, project.currency)


PROJECTS: Table[Project, Around] = Table(
    title=_("Projects, the latest change first"),
    listing=Listing(CUF_PROJECT, PLACE_WORDS),
    columns=(
        Column(
            _("Project"),
            lambda project, _around: Way(f"/{CUF_PROJECT.path}/{project.reference}", project.title),
        ),
        Column(_("Settlement"), lambda project, around: around.settlements[project.settlement_id]),
        Column(_("Reference"), lambda project, _around: project.reference),
        Column(_("Kind of work"), lambda project, _around: Message(KIND_WORDS[Kind(project.kind_of_work)])),
        Column(_("Asked of the fund"), _asked, "money"),
        Column(
            _("State"),
            lambda project, _around: Tag(STATE_WORDS[State(project.state)], COLOURS[State(project.state)]),
        ),
        Column(_("Since"), lambda project, _around: project.since.date()),
    ),
    around=_around,
    empty=_("There is no project here for you to see yet."),
)
