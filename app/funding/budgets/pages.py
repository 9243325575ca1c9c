"""The pages of budgets: one budget, and those that begin and change one."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award
from app.funding.budgets.flow import BUDGETS
from app.funding.budgets.queries import whole_budget
from app.funding.models import BOOKS
from app.funding.pages import Fact, record
from app.kernel.flow import find
from app.kernel.money import Money
from app.web.doors import Reading
from app.web.moves import address_of, pages_of

pages = APIRouter(tags=["budgets"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(BUDGETS))


@pages.get("/funding/budgets/{reference}")
def budget_page(door: Reading, reference: str) -> Response:
    """One budget, line by line."""
    shown = whole_budget(door.session, find(door.session, door.actor, BUDGETS, reference, door.now).id)
    award = door.session.get_one(Award, shown.award_id)
    facts: list[Fact] = [(line.name, Money(line.amount, BOOKS)) for line in shown.lines]
    return record(door, BUDGETS, shown, facts, (address_of(AWARDS, award), award.title))
