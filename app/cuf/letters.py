"""What the CUF says to a forum that it refuses (R115): a proposal that comes back, or that is rejected."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cuf.models import Correction, Project, State
from app.cuf.proposals.schemas import SECTION_TITLES, SectionName
from app.cuf.queries import countries_of_projects
from app.kernel.actors import OFFICE_NAMES, Office
from app.kernel.flow.history import said_with
from app.kernel.things import Step
from app.kernel.words import Message, _
from app.messages.promises import review_from
from app.web.letters import Cause, RefusalLetter, Review

LOOKED_AT = frozenset({State.SUBMITTED, State.UNDER_APPRAISAL})
DECISIONS = {
    State.RETURNED: _("The proposal comes back to you: it cannot be appraised before some of it is mended."),
    State.REJECTED: _("The fund does not pay for this project as it is proposed."),
}
SHORT = {State.RETURNED: _("comes back to be mended"), State.REJECTED: _("rejected")}
MEND = _("Mend the section {section} as it says; the other sections stay as they are.")
ANEW = _("A new proposal in which this is different is looked at afresh.")
OPTIONS = {
    State.RETURNED: (
        _("Mend the sections that are named, finish the proposal and have it certified again."),
        _("Ask the technical helper or the facilitator to sit with you over it."),
        _("Or take up another of your needs: nothing is lost, and this proposal can be copied later."),
    ),
    State.REJECTED: (
        _("Take up the next of your needs at once."),
        _("Copy this proposal, change what stood against it, and send it to the next round."),
    ),
}


def refusal_of(session: Session, project: Project) -> Step | None:
    """The step that refused it last, while the proposal has not been looked at again."""
    step = session.scalars(
        select(Step)
        .where(Step.thing_id == project.id, Step.before.in_(sorted(LOOKED_AT)), Step.after != Step.before)
        .order_by(Step.seq.desc())
        .limit(1)
    ).first()
    return step if step is not None and State(step.after) in DECISIONS else None


def letter_of(session: Session, project: Project, now: datetime) -> RefusalLetter | None:
    """The letter of that refusal."""
    step = refusal_of(session, project)
    if step is None:
        return None
    state = State(step.after)
    country = countries_of_projects(session, [project])[project.id]
    return _letter(
        project.reference,
        project.title,
        step.move,
        state,
        step.at.date(),
        _returned(session, project) if state is State.RETURNED else _rejected(session, step),
        review_from(session, country, step.at.date(), now, Message(OFFICE_NAMES[Office.PROGRAMME_MANAGER])),
    )


def _letter(
    reference: str,
    title: str,
    move: str,
    state: State,
    decided_on: date,
    causes: tuple[Cause, ...],
    review: Review | None,
) -> RefusalLetter:
    return RefusalLetter(
        reference=reference,
        title=title,
        move=move,
        decision=Message(DECISIONS[state]),
        short=Message(SHORT[state]),
        decided_on=decided_on,
        causes=causes,
        options=tuple(map(Message, OPTIONS[state])),
        review=review,
    )


def _returned(session: Session, project: Project) -> tuple[Cause, ...]:
    """The corrections of the last return, section by section."""
    newest = (
        select(Correction.submission)
        .where(Correction.project_id == project.id)
        .order_by(Correction.submission.desc())
        .limit(1)
        .scalar_subquery()
    )
    corrections = session.scalars(
        select(Correction)
        .where(Correction.project_id == project.id, Correction.submission == newest)
        .order_by(Correction.id)
    )
    return tuple(_correction(SectionName(one.section), one.note) for one in corrections)


def _correction(name: SectionName, note: str) -> Cause:
    section = Message(SECTION_TITLES[name])
    return Cause(
        name=section,
        reason=Message(_("{section} – {note}"), {"section": section, "note": note}),
        change=Message(MEND, {"section": section}),
    )


def _rejected(session: Session, step: Step) -> tuple[Cause, ...]:
    """The reason that whoever decided gave."""
    reason = str(said_with(session, step).get("reason", ""))
    return (_reason(reason),) if reason else ()


def _reason(reason: str) -> Cause:
    said = Message(_("{reason}"), {"reason": reason})
    return Cause(name=said, reason=said, change=Message(ANEW))


_REVIEW = Review(date(2026, 7, 21), Message(OFFICE_NAMES[Office.PROGRAMME_MANAGER]), "+231770000000")
EXAMPLES = tuple(
    _letter("CUF-107", "-", move, state, date(2026, 6, 30), causes, _REVIEW)
    for move, state, causes in (
        (
            "return",
            State.RETURNED,
            (_correction(SectionName.WHERE, "-"), _correction(SectionName.UPKEEP, "-")),
        ),
        ("reject", State.REJECTED, (_reason("-"),)),
    )
)
"""A return and a rejection as the administrator previews them."""
