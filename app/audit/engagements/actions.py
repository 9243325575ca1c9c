"""What else happens to an engagement: its part is looked up, its last day is kept."""

from datetime import UTC, date, datetime, time, timedelta

from app.audit.engagements.models import Engagement
from app.audit.engagements.schemas import ExtendForm, Note, PlanForm
from app.identity.queries import part_named
from app.kernel.tx import Tx


def make_engagement(tx: Tx, form: PlanForm) -> Engagement:
    """An engagement of the part that its form names."""
    scope, _title = part_named(tx.session, form.part)
    told = form.model_dump(exclude={"people", "basis"})
    return Engagement(
        **told,
        basis=form.basis.value,
        people=sorted(form.people),
        scope_kind=scope.kind.value,
        scope_id=scope.id,
        due_at=_after(form.closes_on),
    )


def keep_the_last_day(_tx: Tx, engagement: Engagement, _form: Note) -> None:
    """The clock closes it when its last day is over."""
    engagement.due_at = _after(engagement.closes_on)


def extend(_tx: Tx, engagement: Engagement, form: ExtendForm) -> None:
    """A later last day."""
    engagement.closes_on, engagement.due_at = form.closes_on, _after(form.closes_on)


def _after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
