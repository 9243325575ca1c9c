"""The card of the messages."""

from app.kernel.actors import Role
from app.kernel.words import _
from app.messages.founding import founds
from app.messages.notes.flow import NOTES
from app.messages.notes.pages import pages as note_pages
from app.messages.notes.queries import described
from app.messages.notes.schemas import NoteOut
from app.messages.pages import pages
from app.messages.sms_door import router
from app.web.card import Card, Json, Link

pages.include_router(router)
pages.include_router(note_pages)

CARD = Card(
    key="messages",
    title=_("Messages"),
    flows=(NOTES,),
    pages=pages,
    json={NOTES.kind: Json(NoteOut, described, but=frozenset(birth.name for birth in NOTES.births))},
    founds=founds,
    links=(Link("/messages", _("Messages"), frozenset({Role.ADMINISTRATOR}), place=80),),
)
