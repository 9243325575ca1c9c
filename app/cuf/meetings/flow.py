"""A meeting from its plan to its counted sheet, and the entries that two people make unseen by each other."""

from app.cuf.meetings import actions, queries, rules, schemas
from app.cuf.meetings.models import (
    MEETING_STATES,
    TALLY_STATES,
    Meeting,
    MeetingState,
    Tally,
    TallyState,
)
from app.kernel.actors import Duty, Office, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _
from app.places.queries import scopes_of_place

KEEPERS = frozenset(queries.KEEPERS)
SETTLEMENT = frozenset({Role.FORUM, Role.FACILITATOR})
VERIFIERS = frozenset({Role.MUNICIPAL_TEAM, Role.PROGRAMME_OFFICER})
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
APPROVER = frozenset({Role.APPROVER})
MANAGER = frozenset({Office.PROGRAMME_MANAGER})
CITY = frozenset({Role.MUNICIPAL_FORUM})
SEEN_BY = (
    *queries.KEEPERS,
    Role.TECHNICAL_HELPER,
    Role.MUNICIPAL_FORUM,
    Role.CUF_BOARD,
    Role.APPROVER,
    Role.AUDITOR,
)
PLANNED, HELD = MeetingState.PLANNED, MeetingState.HELD
VERIFIED, LOCKED = MeetingState.VERIFIED, MeetingState.LOCKED

CUF_MEETING: Flow[Meeting, rules.MeetingGrounds] = Flow(
    kind="cuf.meeting",
    prefix="MTG",
    title=_("meeting"),
    path="cuf/meetings",
    model=Meeting,
    states=MeetingState,
    words=MEETING_STATES,
    births=(
        Birth(
            name="plan", says=_("Plan a meeting"), past=_("planned the meeting"), end=PLANNED, by=KEEPERS,
            form=schemas.PlanForm, does=actions.plan, grounds=queries.planning,
            answers=queries.answers_for_plan, checks=(rules.choice_is_known, rules.terms_are_frozen),
            tells=(Role.FORUM, Role.FACILITATOR),
        ),
    ),
    moves=(
        Move(
            name="hold", says=_("Write down who came"), past=_("wrote down who came"),
            start=frozenset({PLANNED}), end=HELD, by=SETTLEMENT, form=schemas.HoldForm, does=actions.hold,
            needs=(rules.round_is_open,), awaited=True,
            checks=(rules.held_after_the_freeze, rules.somebody_came, rules.no_more_than_might_vote),
            hint=_("Numbers only, no names. Two people then each type the tally sheet."),
        ),
        Move(
            name="attach", says=_("Add a paper"), past=_("added a paper"),
            start=frozenset({HELD, VERIFIED}), end=None, by=KEEPERS, form=schemas.Paper, does=actions.attach,
        ),
        Move(
            name="detach", says=_("Withdraw a paper"), past=_("withdrew a paper"),
            start=frozenset({HELD, VERIFIED}), end=None, by=KEEPERS, form=schemas.PaperGone,
            does=actions.detach,
        ),
        Move(
            name="verify", says=_("Compare and verify"), past=_("verified that two entries agree"),
            start=frozenset({HELD}), end=VERIFIED, by=VERIFIERS, duty=Duty.VERIFIES,
            form=schemas.VerifyForm, does=actions.verify, awaited=True,
            needs=(
                rules.two_have_entered, rules.entries_agree, rules.somebody_else_verifies, rules.round_is_open,
            ),
            checks=(rules.nothing_personal_is_shown,), tells=(Role.FORUM,),
        ),
        Move(
            name="accept", says=_("Let the result stand"), past=_("let the result stand"),
            start=frozenset({VERIFIED}), end=None, by=CITY, form=schemas.Reason, does=actions.accept,
            needs=(rules.result_is_provisional,), tells=(Role.FORUM, Role.PROGRAMME_OFFICER),
            hint=_("Too few women or too few people came. Your reason is shown with the result."),
        ),
        Move(
            name="lock", says=_("Count it"), past=_("let the meeting count"),
            start=frozenset({VERIFIED}), end=LOCKED, by=OFFICER, does=actions.touch_round, awaited=True,
            needs=(
                rules.minutes_are_there, rules.sheet_was_photographed, rules.result_is_final,
                rules.round_is_open,
            ),
            tells=(Role.FORUM,),
        ),
        Move(
            name="correct", says=_("Have a new sheet entered"), past=_("had a new sheet entered"),
            start=frozenset({VERIFIED, LOCKED}), end=HELD, by=APPROVER, office=MANAGER, form=schemas.Reason,
            does=actions.correct, needs=(rules.round_is_open,), tells=(Role.FORUM, Role.PROGRAMME_OFFICER),
            hint=_("Two people enter it again. The sheet before stays readable, with your reason."),
        ),
        Move(
            name="void", says=_("Do not count this meeting"), past=_("declared that the meeting does not count"),
            start=frozenset({PLANNED, HELD, VERIFIED, LOCKED}), end=MeetingState.VOID, by=OFFICER,
            form=schemas.Reason, does=actions.touch_round, needs=(rules.round_is_open,), final=True,
            tells=(Role.FORUM, Role.MUNICIPAL_FORUM),
        ),
    ),
    sees={role: Sight(frozenset(MeetingState)) for role in SEEN_BY},
    scopes=lambda session, meeting: scopes_of_place(session, meeting.settlement_id),
    grounds=queries.meeting_grounds,
    final=frozenset({MeetingState.VOID}),
)  # fmt: skip

CUF_TALLY: Flow[Tally, rules.TallyGrounds] = Flow(
    kind="cuf.tally",
    prefix="TLY",
    title=_("entry of a tally sheet"),
    path="cuf/tallies",
    model=Tally,
    states=TallyState,
    words=TALLY_STATES,
    births=(
        Birth(
            name="enter", says=_("Enter the tally sheet"), past=_("entered the tally sheet"),
            end=TallyState.ENTERED, by=KEEPERS, form=schemas.TallyForm, does=actions.enter,
            grounds=queries.entering,
            checks=(
                rules.meeting_takes_entries, rules.nobody_enters_twice, rules.cells_are_the_sheets,
                *rules.SHEET_ADDS_UP,
            ),
            warns=(rules.cards_are_accounted_for,),
        ),
    ),
    moves=(
        Move(
            name="take_back", says=_("Take your entry back"), past=_("took the entry back"),
            start=frozenset({TallyState.ENTERED}), end=TallyState.WITHDRAWN, by=KEEPERS,
            form=schemas.Reason, needs=(rules.entry_is_mine, rules.entry_is_not_verified), final=True,
        ),
    ),
    sees={
        role: Sight(frozenset(TallyState), only=queries.own_entry_or_agreed)
        for role in (*queries.KEEPERS, Role.APPROVER, Role.AUDITOR)
    },
    scopes=queries.scopes_of_tally,
    grounds=queries.tally_grounds,
    final=frozenset({TallyState.WITHDRAWN}),
)  # fmt: skip
