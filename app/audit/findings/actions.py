"""What else happens to a finding: a red one stops its award's payments, and its end lets them go on (R44)."""

from sqlalchemy import select

from app.audit.findings.models import Finding, Grade
from app.audit.findings.queries import award_named, other_red
from app.audit.findings.schemas import DoneForm, Note, RaiseForm, Reason, RespondForm
from app.audit.samples.queries import engagement_named
from app.funding.awards.flow import FINAL
from app.funding.awards.from_above import lift_block, place_block
from app.funding.awards.models import Award
from app.kernel.things import THINGS
from app.kernel.tx import Tx

BLOCK = "red_finding"


def make_finding(tx: Tx, form: RaiseForm) -> Finding:
    """A finding; if it is red, its award pays nothing from now on."""
    award = award_named(tx.session, tx.actor, form.award, tx.now)
    finding = Finding(
        **form.model_dump(exclude={"engagement", "award", "grade"}),
        grade=form.grade.value,
        engagement_id=engagement_named(tx.session, tx.actor, form.engagement, tx.now).id,
        award_id=award.id if award else None,
        raised_on=tx.today,
    )
    if award is not None and form.grade is Grade.RED and award.state not in FINAL:
        place_block(tx, award.id, BLOCK, form.title)
    return finding


def respond(_tx: Tx, finding: Finding, form: RespondForm) -> None:
    """What is answered, and what will be done."""
    finding.accepted, finding.response, finding.action = form.accepted, form.response, form.action
    finding.owner, finding.due_on = form.owner, form.due_on


def say_done(_tx: Tx, finding: Finding, form: DoneForm) -> None:
    """What shows it."""
    finding.evidence = form.evidence


def end(tx: Tx, finding: Finding, form: Note | Reason) -> None:
    """It stands no longer; the last red one of its award lets payments go on.

    The award is held first, so that of two that end at once the second sees the first ended.
    """
    finding.closed_on = tx.today
    said = form.reason if isinstance(form, Reason) else form.note
    if finding.grade != Grade.RED or finding.award_id is None:
        return
    tx.session.execute(select(THINGS.c.id).where(THINGS.c.id == finding.award_id).with_for_update())
    if other_red(tx.session, finding):
        return
    if tx.session.get_one(Award, finding.award_id).state not in FINAL:
        lift_block(tx, finding.award_id, BLOCK, said or finding.title)
