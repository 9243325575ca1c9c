"""How a published list of rates is read by one and imported by another (R58)."""

from app.funding.rate_lists import actions, queries, rules, schemas
from app.funding.rate_lists.models import RATE_LIST_STATES, RateList, RateListState
from app.funding.rates.flow import SECOND, SEEN_BY
from app.funding.rates.schemas import Reason
from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

READ, IMPORTED, DISCARDED = RateListState

RATE_LISTS: Flow[RateList, rules.ListGrounds] = Flow(
    kind="funding.rate_list",
    prefix="RTL",
    title=_("list of rates"),
    path="funding/rate-lists",
    model=RateList,
    states=RateListState,
    words=RATE_LIST_STATES,
    births=(
        Birth(
            name="read", says=_("Read a list of rates"), past=_("read the list of rates"), end=READ,
            by=frozenset({Role.FINANCE_OFFICER}), duty=Duty.AUTHORS, form=schemas.ListForm,
            does=actions.make_list, grounds=queries.is_known, checks=(rules.is_another_file,),
            hint=_("Nothing counts before somebody else has looked through it and imported it."),
        ),
    ),
    moves=(
        Move(
            name="import", says=_("Import the list"), past=_("imported the list of rates"),
            start=frozenset({READ}), end=IMPORTED, by=SECOND, duty=Duty.VERIFIES, form=schemas.Import,
            does=actions.import_rates, needs=(rules.has_something_new, rules.none_waits),
            warns=(rules.agrees_with_the_books,), awaited=True, final=True,
            hint=_("Compare a few rates with the UN's own page first. All that is new comes in at once."),
        ),
        Move(
            name="discard", says=_("Discard the list"), past=_("discarded the list of rates"),
            start=frozenset({READ}), end=DISCARDED, by=SECOND, form=Reason, final=True,
        ),
    ),
    sees={role: Sight(frozenset(RateListState)) for role in SEEN_BY},
    scopes=queries.scopes,
    grounds=queries.grounds_of,
    final=frozenset({IMPORTED, DISCARDED}),
)  # fmt: skip
