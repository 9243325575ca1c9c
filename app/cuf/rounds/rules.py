"""Why not: a round's rules before it is frozen, counted, decided and published."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.cuf.prioritisation.greedy import Reason
from app.cuf.prioritisation.runs import ShortlistRun
from app.cuf.rounds.models import Feasibility, Round, RoundState
from app.cuf.rounds.schemas import ListForm, OpenForm, Terms
from app.kernel.actors import ROLE_NAMES, Role
from app.kernel.errors import Why, why
from app.kernel.flow import Form
from app.kernel.money import Money
from app.kernel.words import Message, _


@dataclass(frozen=True)
class OpenGrounds:
    """What may be asked about a round before it begins."""

    place_known: bool
    settlements: Mapping[str, bool]
    """Whether each settlement asked for lies in the place and is seen."""
    has_terms: bool
    today: date


@dataclass(frozen=True)
class Listed:
    """An option as the rules see it."""

    code: str
    name: str
    picture: str | None
    place: str | None
    cost: int | None
    feasibility: str | None
    feasibility_reason: str | None
    kind: str
    need: str


@dataclass(frozen=True)
class Computed:
    """What the last run gave, as far as the decision asks: each option's reason, and the women's first."""

    reasons: Mapping[str, Reason]
    costs: Mapping[str, int]
    left: int
    womens_first: Collection[str] = ()
    consistent: bool = True


@dataclass(frozen=True)
class RoundGrounds:
    """All that a round's rules look at."""

    state: RoundState
    terms: Mapping[str, object]
    frozen_at: datetime | None
    frozen_by: Role | None
    settlements: Mapping[str, str]
    """The settlements' names by letter."""
    counted: Mapping[str, date | None]
    """When each settlement's households were counted, by letter."""
    sourced: Mapping[str, bool]
    options: tuple[Listed, ...]
    needs: Collection[str]
    """The needs that may be listed: named, not in another round."""
    money: int
    """New money and opening balances together."""
    money_usd: Money | None
    free: Money | None
    """What the allotment still holds, what other frozen rounds were promised of it taken off; None without one."""
    allotment_named: bool
    meetings: Mapping[str, int]
    """How many meetings of each settlement count, by letter."""
    unfinished: Collection[str]
    """The settlements with a meeting that was held and is not counted yet."""
    asked: ShortlistRun | None
    """What the engine would be asked now; None while a settlement's count is missing."""
    computed: Computed | None
    computed_at: datetime | None
    objection_days: int
    objections: Mapping[int, str]
    """The open objections: their settlements' letters by number."""
    decided: Collection[str]
    """The settlements that a decision has been made for."""
    today: date = field(default=date.min)

    @property
    def objections_until(self) -> date | None:
        """The last day on which somebody may object."""
        return self.computed_at and self.computed_at.date() + timedelta(days=self.objection_days)


# --- Beginning ---------------------------------------------------------------------------------------


def place_is_known(grounds: OpenGrounds, _form: OpenForm) -> Why | None:
    if grounds.place_known:
        return None
    return why("", _("Choose a city or a country of your own."), field="place")


def settlements_lie_in_the_place(grounds: OpenGrounds, _form: OpenForm) -> Why | None:
    foreign = [name for name, inside in grounds.settlements.items() if not inside]
    if not foreign:
        return None
    return why(
        "", _("{settlement} does not lie in the place chosen."), settlement=foreign[0], field="settlements"
    )


def country_has_terms(grounds: OpenGrounds, _form: OpenForm) -> Why | None:
    if grounds.has_terms:
        return None
    return why(
        "R04",
        _("The fund's terms for this country are not set for {day}. Ask the secretariat."),
        day=grounds.today,
        field="place",
    )


# --- Frozen terms ------------------------------------------------------------------------------------


def terms_are_open(grounds: RoundGrounds) -> Why | None:
    """P-03: what is frozen says when and by whom."""
    if grounds.frozen_at is None:
        return None
    return why("P-03", FROZEN, at=grounds.frozen_at, who=_who(grounds))


FROZEN = _(
    "The terms were frozen on {at} by the {who}. They stay as they are; cancel the round and begin a new one."
)
FROZEN_FIELD = _("{name} was frozen on {at} by the {who} and cannot be changed.")


def _who(grounds: RoundGrounds) -> Message:
    return Message(ROLE_NAMES[grounds.frozen_by or Role.APPROVER])


def _stays(name: str, title: str) -> Callable[[RoundGrounds, Form], Why | None]:
    """P-04: one rule for each frozen parameter, so that every attempt is answered with the field's name."""

    def stays(grounds: RoundGrounds, form: Form) -> Why | None:
        asked = form.model_dump(mode="json")[name]
        if grounds.frozen_at is None or asked == grounds.terms[name]:
            return None
        return why(
            "P-04",
            FROZEN_FIELD,
            name=Message(title),
            at=grounds.frozen_at,
            who=_who(grounds),
            field=name,
        )

    return stays


FROZEN_TERMS = tuple(_stays(name, info.title or name) for name, info in Terms.model_fields.items())


def letter_of(code: str) -> str:
    """The letter of the settlement that an option belongs to."""
    return code.rstrip("0123456789")


# --- Options -----------------------------------------------------------------------------------------


def need_may_be_listed(grounds: RoundGrounds, form: ListForm) -> Why | None:
    if form.need in grounds.needs:
        return None
    return why(
        "",
        _("Choose a need of one of the settlements that stands in no other round."),
        field="need",
    )


def kind_is_in_the_round(grounds: RoundGrounds) -> Why | None:
    """Every option is of a kind of work that the round is for."""
    kinds = grounds.terms["kinds"]
    wrong = [
        one.code for one in grounds.options if isinstance(kinds, list) and kinds and one.kind not in kinds
    ]
    if not wrong:
        return None
    return why("", _("{options} are of a kind of work that this round is not for."), options=", ".join(wrong))


def refusal_has_a_reason(_grounds: RoundGrounds, form: ListForm) -> Why | None:
    """P-02."""
    if form.feasibility is not Feasibility.NOT_FEASIBLE or form.feasibility_reason:
        return None
    return why("P-02", _("Say why it cannot be built."), field="feasibility_reason")


def options_are_complete(grounds: RoundGrounds) -> Why | None:
    """P-01: picture, place, cost and the engineer's word."""
    gaps = [
        one.code
        for one in grounds.options
        if not (one.picture and one.place and one.feasibility) or not one.cost
    ]
    if not gaps:
        return None
    return why(
        "P-01",
        _("Nobody can vote yet on {options}: picture, place, cost or the engineer's word is missing."),
        options=", ".join(gaps),
    )


def needs_still_wait(grounds: RoundGrounds) -> Why | None:
    """R16: what its forum proposed or gave up meanwhile stands on no list."""
    gone = [one.code for one in grounds.options if one.need not in grounds.needs]
    if not gone:
        return None
    return why(
        "R16",
        _("{options} went another way meanwhile: take them off the list."),
        options=", ".join(gone),
    )


def every_settlement_has_options(grounds: RoundGrounds) -> Why | None:
    """A settlement without an option that can be built has nothing to vote on."""
    able = {letter_of(one.code) for one in grounds.options if _can_be_built(one)}
    without = [name for code, name in grounds.settlements.items() if code not in able]
    if not without:
        return None
    return why(
        "P-02", _("No option that can be built is listed for {settlements}."), settlements=", ".join(without)
    )


def _can_be_built(option: Listed) -> bool:
    return option.feasibility != Feasibility.NOT_FEASIBLE


def households_are_dated(grounds: RoundGrounds) -> Why | None:
    """P-09: households carry a source and a date, unless the money is divided equally."""
    if grounds.terms["floor_permille"] == EQUAL_SHARES_ONLY:
        return None
    without = [
        name
        for code, name in grounds.settlements.items()
        if grounds.counted[code] is None or not grounds.sourced[code]
    ]
    if not without:
        return None
    return why(
        "P-09",
        _("The households of {settlements} have no source and date: record the settlement's profile."),
        settlements=", ".join(without),
    )


EQUAL_SHARES_ONLY = 1000


def there_is_money(grounds: RoundGrounds) -> Why | None:
    if grounds.money > 0:
        return None
    return why("P-07", _("Set the terms first: the round has no money."))


def money_lies_in_the_allotment(grounds: RoundGrounds) -> Why | None:
    """P-07: the round's money is new money and balances together."""
    if not grounds.allotment_named or grounds.money_usd is None:
        return None
    if grounds.free is not None and grounds.money_usd <= grounds.free:
        return None
    return why(
        "P-07",
        _("The round's money is {money}; its allotment holds {free} that no other round was promised."),
        money=grounds.money_usd,
        free=grounds.free or Money(0, "USD"),
    )


READY_TO_FREEZE = (
    there_is_money,
    needs_still_wait,
    every_settlement_has_options,
    options_are_complete,
    kind_is_in_the_round,
    households_are_dated,
    money_lies_in_the_allotment,
)


def terms_of(one: Round) -> dict[str, object]:
    """A round's terms as its form writes them, with its currency."""
    told: dict[str, object] = {name: getattr(one, name) for name in Terms.model_fields}
    return told | {"currency": one.currency}
