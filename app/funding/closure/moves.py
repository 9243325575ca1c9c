"""The moves at the end of an award's life, a part of its table (DOMAIN 3.1)."""

from app.funding.awards.models import AwardState
from app.funding.awards.schemas import Note, Reason
from app.funding.closure import actions, rules, schemas
from app.kernel.actors import Duty, Office, Role
from app.kernel.flow import Move
from app.kernel.words import _

ACTIVE, ENDED, COMPLETED, TERMINATED = (
    AwardState.ACTIVE,
    AwardState.ENDED,
    AwardState.COMPLETED,
    AwardState.TERMINATED,
)
CLOSING, CLOSE_CONFIRMED, CLOSED, REOPENING = (
    AwardState.CLOSING,
    AwardState.CLOSE_CONFIRMED,
    AwardState.CLOSED,
    AwardState.REOPENING,
)
ENDING = frozenset({Role.APPLICANT, Role.PROGRAMME_OFFICER})
FINANCE = frozenset({Role.FINANCE_OFFICER})
APPROVER = frozenset({Role.APPROVER})
MANAGER = frozenset({Office.PROGRAMME_MANAGER})
TOLD = (Role.APPLICANT, Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER)
FINISHED = (rules.something_was_paid, rules.nothing_is_asked_for)

CLOSING_MOVES: tuple[Move, ...] = (
    Move(
        name="end", says=_("Let it end"), past=_("let the award come to its end"),
        start=frozenset({ACTIVE}), end=ENDED, by=frozenset({Role.CLOCK}), needs=(rules.is_over,),
        tells=(Role.APPLICANT, Role.PROGRAMME_OFFICER),
    ),
    Move(
        name="complete", says=_("Complete it"), past=_("completed the award"),
        start=frozenset({ENDED}), end=COMPLETED, by=ENDING, form=schemas.Complete, needs=FINISHED,
        awaited=True, tells=TOLD, hint=_("Its time is over. Say in short what was done."),
    ),
    Move(
        name="complete_early", says=_("Complete it before its end"), past=_("completed the award early"),
        start=frozenset({ACTIVE}), end=COMPLETED, by=ENDING, form=schemas.Complete, needs=FINISHED,
        tells=TOLD, hint=_("Everything is delivered and the last tranche is accounted for."),
    ),
    Move(
        name="start_closing", says=_("Start closing"), past=_("began to close the award"),
        start=frozenset({COMPLETED, TERMINATED}), end=CLOSING, by=FINANCE, form=schemas.StartClosing,
        does=actions.start, needs=(rules.no_payment_is_on_its_way,), awaited=True, tells=TOLD,
        hint=_("No further tranche is paid; what is not paid is free again for others."),
    ),
    Move(
        name="demand_refund", says=_("Ask the balance back"), past=_("asked the balance back"),
        start=frozenset({CLOSING}), end=None, by=FINANCE, form=Note, does=actions.demand,
        needs=(rules.something_is_advanced, rules.nothing_is_demanded), tells=TOLD,
    ),
    Move(
        name="receive_refund", says=_("Enter money that came back"), past=_("entered money that came back"),
        start=frozenset({CLOSING}), end=None, by=FINANCE, form=schemas.Receipt, does=actions.receive,
        needs=(rules.something_is_advanced, rules.refund_is_demanded), tells=TOLD, sensitive=True,
        checks=(rules.refund_is_owed, rules.received_by_today),
    ),
    Move(
        name="propose_write_off", says=_("Propose to write the balance off"),
        past=_("proposed to write the balance off"), start=frozenset({CLOSING}), end=None, by=FINANCE,
        duty=Duty.REQUESTS, form=Reason, does=actions.propose_write_off, tells=(Role.APPROVER,),
        needs=(rules.something_is_advanced, rules.little_is_left, rules.no_write_off_waits),
    ),
    Move(
        name="write_off", says=_("Confirm the write-off"), past=_("confirmed the write-off"),
        start=frozenset({CLOSING}), end=None, by=APPROVER, office=MANAGER, duty=Duty.ACCEPTS, form=Note,
        does=actions.write_off, needs=(rules.write_off_waits, rules.little_is_left), sensitive=True,
        tells=TOLD,
    ),
    Move(
        name="close", says=_("Close it"), past=_("closed the award's file"),
        start=frozenset({CLOSING}), end=CLOSE_CONFIRMED, by=FINANCE, duty=Duty.REQUESTS, form=Note,
        needs=rules.CLOSING_RULES, awaited=True, tells=(Role.APPROVER,),
        hint=_("The programme manager then looks at it and confirms."),
    ),
    Move(
        name="confirm_close", says=_("Confirm the closing"), past=_("confirmed the closing"),
        start=frozenset({CLOSE_CONFIRMED}), end=CLOSED, by=APPROVER, office=MANAGER, duty=Duty.ACCEPTS,
        form=Note, needs=rules.CLOSING_RULES, awaited=True, sensitive=True, final=True, tells=TOLD,
    ),
    Move(
        name="keep_open", says=_("Keep it open"), past=_("kept the award's file open"),
        start=frozenset({CLOSE_CONFIRMED}), end=CLOSING, by=APPROVER, office=MANAGER, form=Reason,
        tells=(Role.FINANCE_OFFICER,),
    ),
    Move(
        name="ask_reopening", says=_("Ask for it to be opened again"), past=_("asked for the file to be opened again"),
        start=frozenset({CLOSED}), end=REOPENING, by=APPROVER, office=frozenset({Office.DIRECTOR}),
        duty=Duty.REQUESTS, form=Reason, sensitive=True, tells=(Role.APPROVER,),
        hint=_("For an audit or a fraud only; the host authority decides."),
    ),
    Move(
        name="reopen", says=_("Open it again"), past=_("opened the award's file again"),
        start=frozenset({REOPENING}), end=CLOSING, by=APPROVER, office=frozenset({Office.HOST_AUTHORITY}),
        duty=Duty.ACCEPTS, form=Reason, awaited=True, sensitive=True, tells=TOLD,
    ),
    Move(
        name="leave_closed", says=_("Leave it closed"), past=_("left the award's file closed"),
        start=frozenset({REOPENING}), end=CLOSED, by=APPROVER, office=frozenset({Office.HOST_AUTHORITY}),
        form=Reason, tells=(Role.APPROVER,),
    ),
)  # fmt: skip
