"""A round from its preparation to the published list: which moves, from where, by whom."""

from app.cuf.rounds import actions, deciding, queries, rules, schemas
from app.cuf.rounds import grounds as judging
from app.cuf.rounds.models import ROUND_STATES, Round, RoundState
from app.kernel.actors import Duty, Office, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

OFFICER = frozenset({Role.PROGRAMME_OFFICER})
ENGINEERS = frozenset({Role.PROGRAMME_OFFICER, Role.MUNICIPAL_TEAM})
APPROVER = frozenset({Role.APPROVER})
MANAGER = frozenset({Office.PROGRAMME_MANAGER})
FORUM = frozenset({Role.FORUM})
CITY = frozenset({Role.MUNICIPAL_FORUM})
DRAFT, PROPOSED, FROZEN = RoundState.DRAFT, RoundState.PROPOSED, RoundState.FROZEN
COUNTED, DECIDED, PUBLISHED = RoundState.COUNTED, RoundState.DECIDED, RoundState.PUBLISHED
BEGUN = frozenset(RoundState) - {DRAFT, PROPOSED}
ALL = frozenset(RoundState)

CUF_ROUND: Flow[Round, rules.RoundGrounds] = Flow(
    kind="cuf.round",
    prefix="RND",
    title=_("round"),
    path="cuf/rounds",
    model=Round,
    states=RoundState,
    words=ROUND_STATES,
    births=(
        Birth(
            name="prepare", says=_("Prepare a round"), past=_("began to prepare the round"), end=DRAFT,
            by=OFFICER, duty=Duty.AUTHORS, form=schemas.OpenForm, does=actions.open_round,
            grounds=judging.opening, answers=queries.answers_for_round,
            checks=(rules.place_is_known, rules.settlements_lie_in_the_place, rules.country_has_terms),
        ),
    ),
    moves=(
        Move(
            name="terms", says=_("Set the terms"), past=_("set the terms"),
            start=frozenset({DRAFT, FROZEN, COUNTED, DECIDED}), end=None, by=OFFICER, duty=Duty.AUTHORS, form=schemas.Terms,
            does=actions.set_terms, answers=queries.answers_for_terms, needs=(rules.terms_are_open,),
            checks=rules.FROZEN_TERMS,
            hint=_("They are agreed before the vote. Once frozen they stay as they are."),
        ),
        Move(
            name="list_need", says=_("Put a need on the list"), past=_("put a need on the list"),
            start=frozenset({DRAFT}), end=None, by=ENGINEERS, form=schemas.ListForm, does=actions.list_need,
            answers=queries.answers_for_list,
            checks=(rules.need_may_be_listed, rules.refusal_has_a_reason),
            hint=_("A need that is on the list already is corrected in its place."),
        ),
        Move(
            name="unlist_need", says=_("Take a need off the list"), past=_("took a need off the list"),
            start=frozenset({DRAFT}), end=None, by=ENGINEERS, form=schemas.Unlist, does=actions.unlist_need,
            answers=queries.answers_for_unlist,
        ),
        Move(
            name="propose", says=_("Propose the terms"), past=_("proposed the terms"),
            start=frozenset({DRAFT}), end=PROPOSED, by=OFFICER, duty=Duty.AUTHORS,
            needs=rules.READY_TO_FREEZE, tells=(Role.APPROVER,), awaited=True,
            hint=_("The programme manager looks at terms and options and freezes them."),
        ),
        Move(
            name="freeze", says=_("Freeze the terms"), past=_("froze the terms"),
            start=frozenset({PROPOSED}), end=FROZEN, by=APPROVER, office=MANAGER, duty=Duty.DECIDES,
            needs=rules.READY_TO_FREEZE, does=actions.freeze, awaited=True, final=True,
            tells=(Role.PROGRAMME_OFFICER, Role.FORUM, Role.MUNICIPAL_FORUM),
            hint=_("From now on neither terms nor options change. The settlements can meet."),
        ),
        Move(
            name="hand_back", says=_("Hand it back"), past=_("handed the round back"),
            start=frozenset({PROPOSED}), end=DRAFT, by=APPROVER, office=MANAGER, form=schemas.Reason,
            tells=(Role.PROGRAMME_OFFICER,),
        ),
        Move(
            name="enter_lot", says=_("Enter the lot that was drawn"), past=_("entered the lot"),
            start=frozenset({FROZEN}), end=None, by=OFFICER | CITY, form=schemas.LotForm,
            does=actions.keep_lot, checks=(deciding.lot_names_the_options, deciding.lot_was_drawn),
            hint=_("The lot is drawn by people, in public. Type the whole order."),
        ),
        Move(
            name="count", says=_("Count the round"), past=_("counted the round"),
            start=frozenset({FROZEN}), end=COUNTED, by=OFFICER, does=actions.compute, awaited=True,
            needs=(deciding.every_settlement_has_met, deciding.no_meeting_is_open, deciding.ties_are_settled),
            tells=(Role.FORUM, Role.MUNICIPAL_FORUM),
        ),
        Move(
            name="reopen", says=_("Open the count again"), past=_("opened the count again"),
            start=frozenset({COUNTED}), end=FROZEN, by=APPROVER, office=MANAGER, form=schemas.Reason,
            tells=(Role.PROGRAMME_OFFICER, Role.FORUM),
            hint=_("For a corrected sheet or a new price. What was computed stays beside the new list."),
        ),
        Move(
            name="object", says=_("Object to the count"), past=_("objected to the count"),
            start=frozenset({COUNTED}), end=None, by=FORUM | CITY, form=schemas.ObjectionForm,
            does=actions.object_to, answers=queries.answers_for_objection, needs=(deciding.objections_are_open,),
            checks=(deciding.settlement_takes_part,), tells=(Role.PROGRAMME_OFFICER, Role.MUNICIPAL_FORUM),
        ),
        Move(
            name="answer", says=_("Answer an objection"), past=_("answered an objection"),
            start=frozenset({COUNTED, DECIDED}), end=None, by=OFFICER, form=schemas.AnswerForm,
            does=actions.answer, answers=queries.answers_for_answer, needs=(deciding.there_is_an_objection,),
            checks=(deciding.objection_is_open,), tells=(Role.FORUM, Role.MUNICIPAL_FORUM),
        ),
        Move(
            name="decide", says=_("Enter the decision"), past=_("entered the decision"),
            start=frozenset({COUNTED}), end=DECIDED, by=CITY, duty=Duty.DECIDES, form=schemas.DecisionForm,
            does=actions.decide, awaited=True, final=True,
            needs=(deciding.window_has_passed, deciding.run_is_consistent, deciding.somebody_can_be_decided_for),
            checks=(
                deciding.decided_by_today, deciding.otherwise_names_options, deciding.co_funding_is_whole,
                deciding.money_above_has_a_source, deciding.womens_first_is_answered,
            ),
            tells=(Role.FORUM, Role.PROGRAMME_OFFICER),
            hint=_("The list stands as it was computed unless the minutes say otherwise, with a reason."),
        ),
        Move(
            name="decide_rest", says=_("Decide for the others"), past=_("decided for the other settlements"),
            start=frozenset({DECIDED}), end=None, by=CITY, duty=Duty.DECIDES, form=schemas.DecisionForm,
            does=actions.decide, final=True,
            needs=(deciding.run_is_consistent, deciding.somebody_can_be_decided_for),
            checks=(
                deciding.decided_by_today, deciding.otherwise_names_options, deciding.co_funding_is_whole,
                deciding.money_above_has_a_source, deciding.womens_first_is_answered,
            ),
            tells=(Role.FORUM, Role.PROGRAMME_OFFICER),
            hint=_("For the settlements whose objections have been answered since."),
        ),
        Move(
            name="publish", says=_("Publish the results"), past=_("published the results"),
            start=frozenset({DECIDED}), end=PUBLISHED, by=OFFICER, awaited=True, final=True,
            needs=(deciding.everything_is_decided, deciding.run_is_consistent), tells=(Role.FORUM,),
            hint=_("Everybody can read them from then on, without signing in."),
        ),
        Move(
            name="cancel", says=_("Cancel the round"), past=_("cancelled the round"),
            start=frozenset({DRAFT, PROPOSED, FROZEN, COUNTED}), end=RoundState.CANCELLED, by=APPROVER,
            office=MANAGER, form=schemas.Reason, final=True,
            tells=(Role.PROGRAMME_OFFICER, Role.FORUM, Role.MUNICIPAL_FORUM),
        ),
    ),
    sees={
        Role.PROGRAMME_OFFICER: Sight(ALL),
        Role.APPROVER: Sight(ALL),
        Role.AUDITOR: Sight(ALL),
        Role.MUNICIPAL_TEAM: Sight(ALL),
        Role.MUNICIPAL_FORUM: Sight(BEGUN),
        Role.CUF_BOARD: Sight(BEGUN),
        Role.FORUM: Sight(BEGUN),
        Role.FACILITATOR: Sight(BEGUN),
        Role.TECHNICAL_HELPER: Sight(BEGUN),
    },
    scopes=queries.scopes_of_round,
    grounds=judging.round_grounds,
    final=frozenset({PUBLISHED, RoundState.CANCELLED}),
    currency=lambda one: one.currency,
)  # fmt: skip
