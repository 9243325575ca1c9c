"""The pages of awards: the list, and an award's sheet."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.documents.doors import Received, WritingWithFile, read_with
from app.documents.kinds import size_shown
from app.documents.queries import documents_of
from app.funding.amendments.models import AMENDMENT_KINDS, AMENDMENT_STATES
from app.funding.amendments.queries import amendments_of
from app.funding.awards.agreement import printed
from app.funding.awards.flow import AWARDS
from app.funding.awards.grounds import grounds_of
from app.funding.awards.models import (
    AWARD_STATES,
    FX_METHODS,
    GATE_NAMES,
    MODALITY_NAMES,
    REQUIREMENT_NAMES,
    RISK_NAMES,
    SIDE_NAMES,
    AwardState,
)
from app.funding.awards.papers import Paper
from app.funding.awards.queries import agreement_of, awards_seen_by, sheet_of
from app.funding.closure.models import SETTLING_NAMES
from app.funding.closure.rules import open_reasons
from app.funding.ledger.models import KIND_NAMES
from app.funding.models import INSTRUMENT_NAMES, TRACK_NAMES
from app.funding.reports.flow import REPORTS
from app.funding.reports.queries import reports_seen_by
from app.funding.tranches.flow import TRANCHES
from app.kernel.actors import ROLE_NAMES, Role
from app.kernel.errors import NotAllowed, NotFound, why
from app.kernel.flow import find, fire, offers
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.flow.history import history, holders
from app.kernel.paging import Position, page_from
from app.kernel.words import Message, _, locale_of, words
from app.messages.notes.flow import NOTES
from app.messages.notes.queries import panel
from app.printing.typeset import typeset
from app.web.doors import Key, Reading
from app.web.forms import fields
from app.web.moves import address_of, pages_of, see
from app.web.posted import PostedForm
from app.web.render import language_of, page

AMENDING = frozenset({Role.PROGRAMME_OFFICER, Role.APPLICANT})
ADVANCES = frozenset({Role.FINANCE_OFFICER, Role.APPROVER, Role.PROGRAMME_OFFICER, Role.AUDITOR})
"""Who follows what is paid and not accounted for."""
COLOURS = {
    AwardState.APPROVED: "yellow",
    AwardState.PREPARED: "orange",
    AwardState.SIGNED_BY_GRANTEE: "orange",
    AwardState.SIGNED: "blue",
    AwardState.ACTIVE: "green",
    AwardState.SUSPENDED: "red",
    AwardState.ENDED: "orange",
    AwardState.COMPLETED: "teal",
    AwardState.CLOSING: "yellow",
    AwardState.CLOSE_CONFIRMED: "yellow",
    AwardState.CLOSED: "grey",
    AwardState.REOPENING: "red",
    AwardState.LAPSED: "grey",
    AwardState.TERMINATED: "grey",
}
INSTALLATION = "Lastmile"
NAMES = {
    "instruments": INSTRUMENT_NAMES,
    "tracks": TRACK_NAMES,
    "modalities": MODALITY_NAMES,
    "risks": RISK_NAMES,
    "methods": FX_METHODS,
    "requirements": REQUIREMENT_NAMES,
    "gates": GATE_NAMES,
    "sides": SIDE_NAMES,
    "kinds": KIND_NAMES,
    "settlings": SETTLING_NAMES,
    "amendments": AMENDMENT_KINDS,
}

pages = APIRouter(tags=["awards"], default_response_class=HTMLResponse, include_in_schema=False)
pages.include_router(pages_of(AWARDS, but=frozenset({"attach"})))


@pages.get("/funding/awards")
def award_list(door: Reading) -> Response:
    """The awards this person sees, newest first, narrowed by state and words of the title."""
    if not door.actor.roles & AWARDS.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])
    asked = door.request.query_params
    state, words = asked.get("state", ""), asked.get("q", "").strip()
    after = Position.read(asked.get("after", ""))
    rows = awards_seen_by(door.session, door.actor, AWARDS, door.now, state=state, words=words, after=after)
    shown = page_from([award for award, _party in rows])
    return page(
        door,
        "funding/award_list.html",
        flow=AWARDS,
        awards=shown,
        parties={award.id: party for award, party in rows},
        states=AWARD_STATES,
        state=state,
        words=words,
        colours=COLOURS,
        advances=bool(door.actor.roles & ADVANCES),
    )


@pages.get("/funding/awards/{reference}")
def award_page(door: Reading, reference: str) -> Response:
    """An award's sheet: its money, who holds it, its terms, its plan, its checklist, what has happened."""
    award = find(door.session, door.actor, AWARDS, reference, door.now)
    sheet = sheet_of(door.session, award)
    names = door.house.plugs.names_of
    documents = documents_of(door.session, award.id)
    notes = panel(door.session, door.actor, NOTES, award, door.now)
    closing = award.state in (AwardState.CLOSING, AwardState.CLOSE_CONFIRMED)
    grounds = grounds_of(door.session, door.actor, [award], door.now)[award.id] if closing else None
    return page(
        door,
        "funding/award.html",
        reasons=open_reasons(grounds) if grounds is not None else None,
        flow=AWARDS,
        tranche_flow=TRANCHES,
        award=sheet.award,
        sheet=sheet,
        offers=offers(door.session, door.actor, AWARDS, [award], door.now)[award.id],
        timeline=history(door.session, AWARDS, award, names),
        notes=notes,
        note_flow=NOTES,
        note_names=names(door.session, notes.writers),
        holders=holders(AWARDS, award),
        hands=names(door.session, {one.met_by for one in sheet.award.conditions if one.met_by}),
        reports=reports_seen_by(door.session, door.actor, REPORTS, award.id, door.now),
        report_flow=REPORTS,
        documents=documents,
        amendments=amendments_of(door.session, award.id),
        amendment_states=AMENDMENT_STATES,
        may_amend=award.state == AwardState.ACTIVE and bool(door.actor.holds(AMENDING)),
        keepers=names(door.session, {row.current.kept_by for row in documents}),
        shows_names=bool(door.actor.roles - {Role.MEMBER}),
        roles=ROLE_NAMES,
        colours=COLOURS,
        names=NAMES,
    )


@pages.get("/funding/awards/{reference}/agreements/{number}")
def agreement_paper(door: Reading, reference: str, number: Key) -> Response:
    """A draft of the agreement as a PDF in the reader's language: what it says was fixed when it was prepared."""
    award = find(door.session, door.actor, AWARDS, reference, door.now)
    draft = agreement_of(door.session, award.id, number)
    if draft is None:
        raise NotFound([why("", _("There is no such draft."))])
    language = language_of(door)
    told = printed(
        draft.template,
        draft.content,
        lambda text: words(
            text if isinstance(text, Message) else Message(text),
            door.house.languages.translator(language),
            locale_of(language),
        ),
        language,
        INSTALLATION,
    )
    name = f"{award.reference}-{number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(
        typeset(draft.template, told, draft.prepared_on), media_type="application/pdf", headers=headers
    )


@pages.get("/funding/awards/{reference}/attach")
def attach_page(door: Reading, reference: str) -> Response:
    """The form that adds a signed paper."""
    award = find(door.session, door.actor, AWARDS, reference, door.now)
    offered = offers(door.session, door.actor, AWARDS, [award], door.now)[award.id]
    offer = next((one for one in offered if one.move.name == "attach"), None)
    if offer is None:
        raise NotFound([why("", NOT_YOURS)])
    return page(
        door,
        "funding/attach.html",
        award=award,
        move=offer.move,
        fields=fields(Paper),
        most=size_shown(door.house.settings.max_upload_bytes, up=False),
        back=address_of(AWARDS, award),
    )


@pages.post("/funding/awards/{reference}/attach")
def attach(tx: WritingWithFile, posted: PostedForm, received: Received, reference: str) -> Response:
    """Keep the paper with the award."""
    award = find(tx.session, tx.actor, AWARDS, reference, tx.now)
    fire(tx, AWARDS, award, "attach", read_with(Paper, posted, received, language=tx.actor.language))
    return see(AWARDS, award)
