"""How parties change: who registers them, who enters members, how a group becomes known, who withdraws them."""

from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _
from app.parties import actions, choices, queries, rules, schemas
from app.parties.models import PARTY_STATES, Party, PartyState
from app.parties.queries import KIND, SEEN_BY

REGISTERED, WITHDRAWN = PartyState
OPEN = frozenset({REGISTERED})
OFFICERS = frozenset({Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR})
OFFICERS_AND_FORUM = OFFICERS | {Role.FORUM}
NEW = (rules.places_are_known, rules.is_not_here_yet)
ITS_OWN = (rules.forum_keeps_to_groups,)

PARTIES: Flow[Party, rules.PartyGrounds] = Flow(
    kind=KIND,
    prefix="PTY",
    title=_("party"),
    path="parties",
    model=Party,
    states=PartyState,
    words=PARTY_STATES,
    births=(
        Birth(
            name="organisation", says=_("Register an organisation"), past=_("registered the organisation"),
            end=REGISTERED, by=OFFICERS, form=schemas.OrganisationForm, does=actions.make_party,
            grounds=queries.registering, checks=NEW, answers=choices.organisation_answers,
        ),
        Birth(
            name="group", says=_("Register a community group"), past=_("registered the community group"),
            end=REGISTERED, by=frozenset({Role.PROGRAMME_OFFICER, Role.FORUM}), form=schemas.GroupForm,
            does=actions.make_party, grounds=queries.registering, checks=NEW, answers=choices.group_answers,
        ),
        Birth(
            name="municipality", says=_("Register a municipality"), past=_("registered the municipality"),
            end=REGISTERED, by=OFFICERS, form=schemas.MunicipalityForm, does=actions.make_party,
            grounds=queries.registering, checks=NEW, answers=choices.municipality_answers,
        ),
    ),
    moves=(
        Move(
            name="add_member", says=_("Add a member"), past=_("added a member"), start=OPEN, end=None,
            by=OFFICERS_AND_FORUM, form=schemas.MemberForm, does=actions.add_member, needs=ITS_OWN,
            checks=(rules.person_consents, rules.joined_by_today),
        ),
        Move(
            name="end_member", says=_("End a member's function"), past=_("ended a member's function"),
            start=OPEN, end=None, by=OFFICERS_AND_FORUM, form=schemas.MemberEnd, does=actions.end_member,
            needs=(*ITS_OWN, rules.somebody_serves), checks=(rules.member_serves_until,),
            answers=choices.member_answers,
        ),
        Move(
            name="recognise", says=_("Enter how the group is known"), past=_("entered how the group is known"),
            start=OPEN, end=None, by=frozenset({Role.PROGRAMME_OFFICER}), form=schemas.RecognitionForm,
            does=actions.recognise, needs=(rules.is_a_group_without_legal_personality,),
            checks=(rules.officers_are_three_of_its_own, rules.papers_are_dated_by_today),
            answers=choices.officer_answers, hint=_("Look at the papers and note them; keep no copy."),
        ),
        Move(
            name="correct", says=_("Correct"), past=_("corrected what is said of it"), start=OPEN, end=None,
            by=OFFICERS_AND_FORUM, form=schemas.PartyCorrection, does=actions.correct, needs=ITS_OWN,
            checks=(rules.municipality_is_a_public_body,),
        ),
        Move(
            name="places", says=_("Say where it works"), past=_("said where it works"), start=OPEN, end=None,
            by=OFFICERS, form=schemas.PlacesForm, does=actions.set_places,
            needs=(rules.may_work_elsewhere,), checks=(rules.group_keeps_a_settlement,),
            answers=choices.places_answers,
        ),
        Move(
            name="withdraw", says=_("Withdraw"), past=_("withdrew it"), start=OPEN, end=WITHDRAWN, by=OFFICERS,
            form=schemas.Reason, final=True,
        ),
    ),
    sees={role: Sight(frozenset(PartyState)) for role in SEEN_BY},
    scopes=queries.scopes_of_party,
    grounds=queries.grounds_of,
    final=frozenset({WITHDRAWN}),
)  # fmt: skip
