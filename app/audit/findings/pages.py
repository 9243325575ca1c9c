"""The pages of findings: the list with ages and recommendations, and one with its answer and its end."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.audit.engagements.flow import ENGAGEMENTS
from app.audit.engagements.models import Engagement
from app.audit.findings.flow import FINDINGS
from app.audit.findings.lists import COLOURS, FINDING_LIST, GRADES
from app.audit.findings.models import Finding, FindingState, Grade
from app.funding.awards.flow import AWARDS
from app.funding.awards.queries import award_of
from app.kernel.errors import NotAllowed, why
from app.kernel.flow import find, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history
from app.web.doors import Reading
from app.web.exports import exports_of
from app.web.lists import shown
from app.web.moves import address_of, pages_of
from app.web.render import page

pages = APIRouter(tags=["audit"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(FINDINGS))
pages.include_router(exports_of(FINDING_LIST))


@pages.get("/audit/findings")
def finding_list(door: Reading) -> Response:
    """The findings this person sees."""
    if not door.actor.roles & FINDINGS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(door, "audit/list.html", list=shown(door, FINDING_LIST))


@pages.get("/audit/findings/{reference}")
def finding_page(door: Reading, reference: str) -> Response:
    """One finding, what was answered, and how old it is."""
    finding: Finding = find(door.session, door.actor, FINDINGS, reference, door.now)
    award = award_of(door.session, finding.award_id)
    engagement = door.session.get_one(Engagement, finding.engagement_id)
    return page(
        door,
        "audit/finding.html",
        flow=FINDINGS,
        finding=finding,
        grade=GRADES[Grade(finding.grade)],
        colour=COLOURS[FindingState(finding.state)],
        days=((finding.closed_on or door.now.date()) - finding.raised_on).days,
        award=(address_of(AWARDS, award), award.title) if award else None,
        engagement=(address_of(ENGAGEMENTS, engagement), engagement.title),
        offers=offers(door.session, door.actor, FINDINGS, [finding], door.now)[finding.id],
        timeline=history(door.session, FINDINGS, finding, door.house.plugs.names_of),
    )
