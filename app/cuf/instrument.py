"""The card of the Community Upgrading Fund."""

from app.cuf.api import JSON
from app.cuf.approval.pages import pages as approval_pages
from app.cuf.commands import cuf
from app.cuf.demo import play
from app.cuf.flow import CUF_PROJECT
from app.cuf.letters import EXAMPLES, letter_of
from app.cuf.meetings.flow import CUF_MEETING, CUF_TALLY
from app.cuf.meetings.pages import pages as meeting_pages
from app.cuf.pages import pages
from app.cuf.paper_pages import pages as paper_pages
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.pages import pages as round_pages
from app.cuf.rounds.result_pages import pages as result_pages
from app.kernel.actors import Role
from app.kernel.words import _
from app.web.card import Card, Json, Link
from app.web.letters import Refusing

for router in (paper_pages, approval_pages, round_pages, result_pages, meeting_pages):
    pages.include_router(router)
IN_ROUNDS = frozenset(CUF_ROUND.sees)

CARD = Card(
    key="cuf",
    title=_("Community Upgrading Fund"),
    flows=(CUF_PROJECT, CUF_ROUND, CUF_MEETING, CUF_TALLY),
    pages=pages,
    json=JSON | {CUF_MEETING.kind: Json(but=frozenset({"attach"}))},
    refusing={CUF_PROJECT.kind: Refusing(letter_of, EXAMPLES)},
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
                    Role.APPROVER,
                    Role.AUDITOR,
                }
            ),
            place=20,
        ),
        Link("/cuf/rounds", _("Rounds"), IN_ROUNDS, place=21),
        Link("/cuf/meetings", _("Meetings"), IN_ROUNDS, place=22),
    ),
    demo=play,
)
