"""What an award does to reports inside its own moves."""

from sqlalchemy import func, select

from app.funding.awards.models import Agreement, Award, Requirement, RequirementKind
from app.funding.reports.flow import REPORTS
from app.funding.reports.models import Report
from app.funding.reports.schemas import Expect
from app.kernel.flow import begin
from app.kernel.tx import Tx

REPORTED = (RequirementKind.STATEMENT, RequirementKind.NARRATIVE, RequirementKind.FINANCIAL)


def expect_reports(tx: Tx, award: Award) -> None:
    """Every report that the signed agreement asks for is due from now on (R41); those that are known stay."""
    newest = select(func.max(Agreement.number)).where(Agreement.award_id == award.id).scalar_subquery()
    owed = tx.session.scalars(
        select(Requirement)
        .where(
            Requirement.award_id == award.id,
            Requirement.agreement == newest,
            Requirement.kind.in_(REPORTED),
            Requirement.waived_at.is_(None),
            Requirement.id.not_in(select(Report.requirement_id).where(Report.award_id == award.id)),
        )
        .order_by(Requirement.due_on, Requirement.id)
    ).all()
    for one in owed:
        asked = Expect(
            award=award.id,
            requirement=one.id,
            kind_of=RequirementKind(one.kind),
            tranche=one.tranche,
            due_on=one.due_on,
        )
        begin(tx, REPORTS, "expect", asked, parent=award)
