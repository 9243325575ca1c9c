"""How places change: who registers, profiles, marks, corrects and closes them."""

from functools import partial

from sqlalchemy.orm import Session

from app.kernel.actors import Role, Scope, ScopeKind
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _
from app.places import actions, queries, rules, schemas
from app.places.models import PLACE_STATES, Level, Place, PlaceState
from app.places.queries import KIND, SEEN_BY

ACTIVE, CLOSED = PlaceState
OPEN = frozenset({ACTIVE})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
GUARDIANS = frozenset({Role.PROGRAMME_OFFICER, Role.SAFEGUARDS})
SITED = (rules.parent_is_open, rules.name_is_free)


def scopes(session: Session, place: Place) -> frozenset[Scope]:
    """A place stands in itself and in everything above it."""
    del session
    return frozenset(Scope(ScopeKind.PLACE, key) for key in (*place.line, place.id))


PLACES: Flow[Place, rules.PlaceGrounds] = Flow(
    kind=KIND,
    prefix="PLC",
    title=_("place"),
    path="places",
    model=Place,
    states=PlaceState,
    words=PLACE_STATES,
    births=(
        Birth(
            name="country", says=_("Register a country"), past=_("registered the country"), end=ACTIVE,
            by=ADMINISTRATOR, form=schemas.CountryForm, does=actions.make_country,
            grounds=queries.siting_of_a_country, checks=(rules.code_is_free,),
        ),
        Birth(
            name="city", says=_("Register a city"), past=_("registered the city"), end=ACTIVE,
            by=OFFICER, form=schemas.CityForm, does=actions.make_place,
            grounds=queries.siting_of_a_place, checks=SITED,
            answers=partial(queries.parents_on_offer, Level.CITY),
        ),
        Birth(
            name="settlement", says=_("Register a settlement"), past=_("registered the settlement"), end=ACTIVE,
            by=OFFICER, form=schemas.SettlementForm, does=actions.make_place,
            grounds=queries.siting_of_a_place, checks=SITED, warns=(rules.lies_apart,),
            answers=partial(queries.parents_on_offer, Level.SETTLEMENT),
        ),
        Birth(
            name="section", says=_("Register a section"), past=_("registered the section"), end=ACTIVE,
            by=frozenset({Role.PROGRAMME_OFFICER, Role.FORUM}), form=schemas.SectionForm, does=actions.make_place,
            grounds=queries.siting_of_a_place, checks=SITED,
            answers=partial(queries.parents_on_offer, Level.SECTION),
        ),
    ),
    moves=(
        Move(
            name="profile", says=_("Add a profile"), past=_("added a profile"), start=OPEN, end=None,
            by=frozenset({Role.FORUM, Role.PROGRAMME_OFFICER}), form=schemas.ProfileForm, does=actions.add_profile,
            needs=(rules.fits("profile"),),
            checks=(rules.counted_by_today, rules.somebody_lives_there, rules.parts_are_within_the_whole),
            hint=_("Earlier profiles stay as they are; the newest count is the one that is read."),
        ),
        Move(
            name="correct", says=_("Correct"), past=_("corrected what is said of it"), start=OPEN, end=None,
            by=OFFICER, form=schemas.PlaceCorrection, does=actions.correct,
            needs=(rules.fits("correct"),), checks=(rules.corrected_name_is_free,),
            warns=(rules.corrected_lies_apart,),
        ),
        Move(
            name="correct_country", says=_("Correct the country"), past=_("corrected the country"),
            start=OPEN, end=None, by=ADMINISTRATOR, form=schemas.CountryCorrection, does=actions.correct_country,
            needs=(rules.fits("correct_country"),),
        ),
        Move(
            name="mark", says=_("Mark as sensitive"), past=_("marked it as sensitive"), start=OPEN, end=None,
            by=GUARDIANS | {Role.FORUM}, form=schemas.Reason, does=actions.mark,
            needs=(rules.fits("mark"), rules.is_not_marked), tells=(Role.SAFEGUARDS,),
            hint=_("From now on the public sees only its city."),
        ),
        Move(
            name="propose_unmarking", says=_("Propose to take the mark away"),
            past=_("proposed to take the mark away"), start=OPEN, end=None, by=GUARDIANS, form=schemas.Reason,
            does=actions.propose_unmarking, tells=(Role.PROGRAMME_OFFICER, Role.SAFEGUARDS),
            needs=(rules.fits("propose_unmarking"), rules.is_marked, rules.no_unmarking_is_proposed),
        ),
        Move(
            name="unmark", says=_("Agree to take the mark away"), past=_("took the mark away"),
            start=OPEN, end=None, by=GUARDIANS, form=schemas.Reason, does=actions.unmark, sensitive=True,
            needs=(rules.fits("unmark"), rules.unmarking_is_proposed, rules.another_person_unmarks),
        ),
        Move(
            name="keep_marked", says=_("Keep the mark"), past=_("kept the mark"), start=OPEN, end=None,
            by=GUARDIANS, form=schemas.Reason, does=actions.keep_marked,
            needs=(rules.fits("keep_marked"), rules.unmarking_is_proposed),
        ),
        Move(
            name="close", says=_("Close"), past=_("closed it"), start=OPEN, end=CLOSED, by=OFFICER,
            form=schemas.Reason, needs=(rules.fits("close"), rules.nothing_open_below), final=True,
        ),
    ),
    sees={role: Sight(frozenset(PlaceState)) for role in SEEN_BY},
    scopes=scopes,
    grounds=queries.grounds_of,
    final=frozenset({CLOSED}),
)  # fmt: skip
