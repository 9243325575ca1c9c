"""The card of the auditor's desk."""

from app.audit.bundles.flow import BUNDLES
from app.audit.bundles.pages import pages as bundles
from app.audit.pages import pages
from app.audit.registers.pages import pages as registers
from app.audit.registers.register import READERS
from app.kernel.words import _
from app.web.card import Card, Json, Link

pages.include_router(bundles)
pages.include_router(registers)

CARD = Card(
    key="audit",
    title=_("Audit"),
    flows=(BUNDLES,),
    pages=pages,
    json={BUNDLES.kind: Json(but=frozenset({"ask"}))},
    links=(Link("/audit", _("Audit"), READERS, place=60),),
)
