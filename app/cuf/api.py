"""What the CUF's JSON says of a project beyond its header."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cuf.flow import CUF_PROJECT
from app.cuf.models import Kind, Project, Section
from app.cuf.proposals.schemas import SectionName, Sections
from app.cuf.queries import read_content
from app.cuf.schemas import NamedBy
from app.kernel.money import Money
from app.places.models import Place
from app.web.card import Json


class ProjectOut(BaseModel):
    """A project: where, what kind of work, the money asked, and its sections as `save` takes them."""

    settlement: str = Field(description="The settlement's reference.")
    kind_of_work: Kind
    named_by: NamedBy
    currency: str = Field(description="ISO 4217; all amounts of the project are in it.")
    rough_cost: str = Field(examples=["3800000.00"])
    grant_asked: str | None
    sections: Sections


def described(session: Session, projects: Sequence[Project]) -> dict[int, BaseModel]:
    """The content of these projects, in two queries."""
    places = _settlements(session, projects)
    sections: dict[int, list[Section]] = {project.id: [] for project in projects}
    for row in session.scalars(select(Section).where(Section.project_id.in_(sections)).order_by(Section.id)):
        sections[row.project_id].append(row)
    return {project.id: _out(project, places, sections[project.id]) for project in projects}


def _settlements(session: Session, projects: Sequence[Project]) -> Mapping[int, str]:
    ids = {project.settlement_id for project in projects}
    rows = session.execute(select(Place.id, Place.reference).where(Place.id.in_(ids)))
    return {place_id: reference for place_id, reference in rows}  # noqa: C416 - dict() takes no rows in mypy's eyes


def _out(project: Project, places: Mapping[int, str], sections: Sequence[Section]) -> ProjectOut:
    asked = project.grant_asked
    content = read_content({row.name: row.content for row in sections})
    return ProjectOut(
        settlement=places[project.settlement_id],
        kind_of_work=Kind(project.kind_of_work),
        named_by=NamedBy(project.named_by),
        currency=project.currency,
        rough_cost=Money(project.rough_cost, project.currency).decimal_text(),
        grant_asked=None if asked is None else Money(asked, project.currency).decimal_text(),
        sections=Sections(
            **{name.value: form for name, form in content.items()},
            versions={SectionName(row.name): row.version for row in sections},
        ),
    )


JSON = {CUF_PROJECT.kind: Json(ProjectOut, described, but=frozenset({"attach"}))}
"""A file is sent with its page's form."""
