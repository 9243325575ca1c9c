"""What the CUF says to a forum that it refuses (R115): here a proposal that comes back for corrections."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cuf.models import Correction, Project, State
from app.cuf.proposals.schemas import SECTION_TITLES, SectionName
from app.cuf.queries import countries_of_projects
from app.kernel.actors import OFFICE_NAMES, Office
from app.kernel.things import Step
from app.kernel.words import Message, _
from app.messages.promises import review_from
from app.web.letters import Cause, RefusalLetter

DECISION = _("The proposal comes back to you: it cannot be appraised before some of it is mended.")
SHORT = _("comes back to be mended")
MEND = _("Mend the section {section} as it says; the other sections stay as they are.")
OPTIONS = (
    _("Mend the sections that are named, finish the proposal and have it certified again."),
    _("Ask the technical helper or the facilitator to sit with you over it."),
    _("Or take up another of your needs: nothing is lost, and this proposal can be copied later."),
)


def letter_of(session: Session, project: Project, now: datetime) -> RefusalLetter | None:
    """The letter of the last return, while the proposal has not been looked at again."""
    step = session.scalars(
        select(Step)
        .where(Step.thing_id == project.id, Step.before == State.SUBMITTED)
        .order_by(Step.seq.desc())
        .limit(1)
    ).first()
    if step is None or step.after != State.RETURNED:
        return None
    newest = select(Correction.submission).where(Correction.project_id == project.id)
    corrections = session.scalars(
        select(Correction)
        .where(
            Correction.project_id == project.id,
            Correction.submission == newest.order_by(Correction.submission.desc()).limit(1).scalar_subquery(),
        )
        .order_by(Correction.id)
    )
    country = countries_of_projects(session, [project])[project.id]
    ask = Message(OFFICE_NAMES[Office.PROGRAMME_MANAGER])
    return RefusalLetter(
        reference=project.reference,
        title=project.title,
        move=step.move,
        decision=Message(DECISION),
        short=Message(SHORT),
        decided_on=step.at.date(),
        causes=tuple(_cause(one) for one in corrections),
        options=tuple(Message(option) for option in OPTIONS),
        review=review_from(session, country, step.at.date(), now, ask),
    )


def _cause(correction: Correction) -> Cause:
    section = Message(SECTION_TITLES[SectionName(correction.section)])
    return Cause(
        name=section,
        reason=Message(_("{section} – {note}"), {"section": section, "note": correction.note}),
        change=Message(MEND, {"section": section}),
    )
