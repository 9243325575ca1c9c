"""The card of the auditor's desk."""

from app.audit.bundles.flow import BUNDLES
from app.audit.bundles.pages import pages as bundles
from app.audit.engagements.flow import ENGAGEMENTS
from app.audit.engagements.pages import pages as engagements
from app.audit.findings.flow import FINDINGS
from app.audit.findings.pages import pages as findings
from app.audit.pages import pages
from app.audit.registers.pages import pages as registers
from app.audit.registers.register import READERS
from app.audit.samples.flow import SAMPLES
from app.audit.samples.pages import pages as samples
from app.audit.walk.pages import pages as walk
from app.kernel.actors import Role
from app.kernel.words import _
from app.web.card import Card, Json, Link

for part in (walk, registers, engagements, samples, findings, bundles):
    pages.include_router(part)

CARD = Card(
    key="audit",
    title=_("Audit"),
    flows=(ENGAGEMENTS, SAMPLES, FINDINGS, BUNDLES),
    pages=pages,
    json={BUNDLES.kind: Json(but=frozenset({"ask"}))},
    links=(Link("/audit", _("Audit"), READERS | {Role.PROGRAMME_OFFICER}, place=60),),
)
