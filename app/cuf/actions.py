"""What else happens when a CUF project moves: rows written, snapshots kept."""

from sqlalchemy import select

from app.cuf.models import Correction, Project, Section, Submission
from app.cuf.policy import CufPolicy
from app.cuf.proposals.schemas import SECTION_FORMS, SECTION_TITLES, SectionName, Sections, What
from app.cuf.queries import countries_of, policies_of
from app.cuf.schemas import Copy, Need, Return
from app.kernel.errors import Stale, why
from app.kernel.flow import Form
from app.kernel.money import exponent_of
from app.kernel.tx import Tx
from app.kernel.words import Message, _
from app.places.models import Place


def name_need(tx: Tx, form: Need) -> Project:
    """A project as the settlement first names it, priced in the country's currency (R100)."""
    settlement = tx.session.scalars(select(Place).where(Place.reference == form.settlement)).one()
    policy = _terms(tx, settlement.id)
    return Project(
        title=form.title,
        settlement_id=settlement.id,
        kind_of_work=form.kind.value,
        currency=policy.currency,
        rough_cost=form.rough_cost * 10 ** exponent_of(policy.currency),
        named_by=form.named_by.value,
    )


def _terms(tx: Tx, settlement_id: int) -> CufPolicy:
    country = countries_of(tx.session, {settlement_id})[settlement_id]
    return policies_of(tx.session, {country}, tx.today)[country]


def start_proposal(tx: Tx, project: Project, _form: Form) -> None:
    """Begin with what the need already says."""
    what = What.model_validate({"title": project.title, "kind": project.kind_of_work})
    _write(tx, project, SectionName.WHAT, what, None)


def save_sections(tx: Tx, project: Project, form: Sections) -> None:
    """Keep each section of the page, unless somebody else saved it since it was shown."""
    stored = _stored(tx, project)
    beaten = [
        name
        for name in SECTION_FORMS
        if getattr(form, name.value) is not None
        and name in form.versions
        and name in stored
        and stored[name].version != form.versions[name]
        and stored[name].content != getattr(form, name.value).model_dump(mode="json")
    ]
    if beaten:
        raise Stale(
            why(
                "",
                _(
                    "{section}: someone else saved this meanwhile. Their text stands beside yours; keep what is right."
                ),
                section=Message(SECTION_TITLES[name]),
                field=name.value,
            )
            for name in beaten
        )
    for name in SECTION_FORMS:
        content = getattr(form, name.value)
        if content is not None:
            _write(tx, project, name, content, stored.get(name))
    _take_over(project, form)


def _stored(tx: Tx, project: Project) -> dict[SectionName, Section]:
    rows = tx.session.scalars(select(Section).where(Section.project_id == project.id))
    return {SectionName(row.name): row for row in rows}


def _write(tx: Tx, project: Project, name: SectionName, content: Form, row: Section | None) -> None:
    said = content.model_dump(mode="json")
    if row is None:
        row = Section(project_id=project.id, name=name.value, version=0)
        tx.session.add(row)
    elif row.content == said:
        return
    row.version += 1
    row.content, row.saved_by, row.saved_at = said, tx.actor.reference, tx.now


def _take_over(project: Project, form: Sections) -> None:
    """What lists show of a proposal follows what its sections say."""
    if form.what is not None and form.what.title:
        project.title = form.what.title
    if form.what is not None and form.what.kind is not None:
        project.kind_of_work = form.what.kind.value
    if form.contributions is not None:
        project.grant_asked = form.contributions.grant


def submit(tx: Tx, project: Project, _form: Form) -> None:
    """Keep the proposal as it goes out, with the track and the terms in force today (R04)."""
    sections = {name.value: row.content for name, row in _stored(tx, project).items()}
    policy = _terms(tx, project.settlement_id)
    earlier = tx.session.scalars(select(Submission.number).where(Submission.project_id == project.id)).all()
    tx.session.add(
        Submission(
            project_id=project.id,
            number=max(earlier, default=0) + 1,
            submitted_on=tx.today,
            track=policy.track(project.grant_asked or 0).value,
            policy_id=policy.version,
            units_per_usd=policy.units_per_usd,
            content=sections,
        )
    )


def give_back(tx: Tx, project: Project, form: Return) -> None:
    """Open the named sections again, each with what is to be mended."""
    number = tx.session.scalars(
        select(Submission.number)
        .where(Submission.project_id == project.id)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one()
    tx.session.add_all(
        Correction(
            project_id=project.id,
            submission=number,
            section=line.section.value,
            note=line.note,
            met_on=form.met_on,
        )
        for line in form.corrections
    )


def copy_proposal(tx: Tx, form: Copy) -> Project:
    """A new proposal that begins with an earlier one's sections (R115)."""
    source = tx.session.scalars(select(Project).where(Project.reference == form.source)).one()
    return Project(
        title=source.title,
        settlement_id=source.settlement_id,
        kind_of_work=source.kind_of_work,
        currency=source.currency,
        rough_cost=source.rough_cost,
        grant_asked=source.grant_asked,
        named_by=source.named_by,
        copied_from_id=source.id,
        sections=[
            Section(
                name=row.name, version=1, content=row.content, saved_by=tx.actor.reference, saved_at=tx.now
            )
            for row in tx.session.scalars(select(Section).where(Section.project_id == source.id))
        ],
    )
