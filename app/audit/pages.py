"""The auditor's front page: what there is at this desk."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.audit.bundles.flow import BUNDLES
from app.audit.findings.flow import FINDINGS
from app.audit.registers.register import READERS
from app.audit.registers.table import REGISTERS
from app.audit.samples.flow import SAMPLES
from app.kernel.errors import NotAllowed, why
from app.kernel.flow.fire import NOT_YOURS
from app.web.doors import Reading
from app.web.render import page

pages = APIRouter(tags=["audit"], default_response_class=HTMLResponse, include_in_schema=False)


@pages.get("/audit")
def desk(door: Reading) -> Response:
    """Engagements and findings for whoever answers them, registers for whoever reads them, the rest for auditors."""
    roles = door.actor.roles
    if not roles & FINDINGS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    return page(
        door,
        "audit/desk.html",
        registers=REGISTERS if roles & READERS else {},
        samples=bool(roles & SAMPLES.sees.keys()),
        bundles=bool(roles & BUNDLES.sees.keys()),
    )
