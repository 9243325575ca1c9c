"""The card of the Community Upgrading Fund."""

from app.cuf.api import JSON
from app.cuf.commands import cuf
from app.cuf.demo import play
from app.cuf.flow import CUF_PROJECT
from app.cuf.letters import EXAMPLE, letter_of
from app.cuf.pages import pages
from app.cuf.paper_pages import pages as paper_pages
from app.kernel.actors import Role
from app.kernel.words import _
from app.web.card import Card, Link
from app.web.letters import Refusing

pages.include_router(paper_pages)

CARD = Card(
    key="cuf",
    title=_("Community Upgrading Fund"),
    flows=(CUF_PROJECT,),
    pages=pages,
    json=JSON,
    refusing={CUF_PROJECT.kind: Refusing(letter_of, EXAMPLE)},
    commands=cuf,
    links=(
        Link(
            "/cuf/projects",
            _("Projects"),
            frozenset(
                {
                    Role.FORUM,
                    Role.FACILITATOR,
                    Role.TECHNICAL_HELPER,
                    Role.MUNICIPAL_TEAM,
                    Role.PROGRAMME_OFFICER,
                    Role.AUDITOR,
                }
            ),
            place=20,
        ),
    ),
    demo=play,
)
