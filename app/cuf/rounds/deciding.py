"""Why not yet: a round's rules before it is counted, objected to, decided and published."""

from app.cuf.prioritisation.shortlist import shortlist
from app.cuf.prioritisation.ties import TieUnresolved
from app.cuf.rounds.outcomes import Result
from app.cuf.rounds.rules import RoundGrounds, letter_of
from app.cuf.rounds.schemas import AnswerForm, DecisionForm, LotForm, ObjectionForm
from app.kernel.errors import Why, why
from app.kernel.money import Money
from app.kernel.words import _, n_

# --- Counting ----------------------------------------------------------------------------------------


def every_settlement_has_met(grounds: RoundGrounds) -> Why | None:
    """R09: each settlement's count is verified, with its minutes."""
    without = [name for code, name in grounds.settlements.items() if not grounds.meetings[code]]
    if not without:
        return None
    return why("R09", _("No counted meeting yet in {settlements}."), settlements=", ".join(without))


def no_meeting_is_open(grounds: RoundGrounds) -> Why | None:
    if not grounds.unfinished:
        return None
    names = ", ".join(grounds.settlements[code] for code in sorted(grounds.unfinished))
    return why("P-25", _("A meeting in {settlements} was held and is not counted yet."), settlements=names)


def ties_are_settled(grounds: RoundGrounds) -> Why | None:
    """P-39: who is tied, and what is asked for; there is no shortlist until then."""
    if grounds.asked is None:
        return None
    outcome = shortlist(grounds.asked.settlements, grounds.asked.city)
    if not isinstance(outcome, TieUnresolved):
        return None
    return why("P-39", TIED, tied="; ".join(", ".join(group) for group in outcome.tied))


TIED = _(
    "These are tied and nothing agreed before the vote decides: {tied}. Draw the lot in public and enter it."
)


def lot_names_the_options(grounds: RoundGrounds, form: LotForm) -> Why | None:
    """P-40: a lot names options of the round, each once."""
    known = {one.code for one in grounds.options}
    unknown = [code for code in form.codes if code not in known]
    if unknown:
        return why("P-40", _("{code} is no option of this round."), code=unknown[0], field="drawn")
    if len(set(form.codes)) < len(form.codes):
        return why("P-40", _("An option stands twice in the lot."), field="drawn")
    return None


def lot_was_drawn(grounds: RoundGrounds, form: LotForm) -> Why | None:
    if form.drawn_on <= grounds.today:
        return None
    return why(
        "P-40",
        _("The lot must have been drawn: {day} is still to come."),
        day=form.drawn_on,
        field="drawn_on",
    )


# --- Objections and the decision ---------------------------------------------------------------------


def objections_are_open(grounds: RoundGrounds) -> Why | None:
    until = grounds.objections_until
    if until is None or grounds.today <= until:
        return None
    return why("P-68", _("Objections could be made until {day}."), day=until)


def settlement_takes_part(grounds: RoundGrounds, form: ObjectionForm) -> Why | None:
    if form.settlement in grounds.settlements:
        return None
    return why("", _("Choose a settlement of this round."), field="settlement")


def objection_is_open(grounds: RoundGrounds, form: AnswerForm) -> Why | None:
    if form.objection in grounds.objections:
        return None
    return why("", _("Choose an objection that has not been answered."), field="objection")


def there_is_an_objection(grounds: RoundGrounds) -> Why | None:
    return None if grounds.objections else why("", _("No objection waits for an answer."))


def window_has_passed(grounds: RoundGrounds) -> Why | None:
    """P-68."""
    until = grounds.objections_until
    if until is None or grounds.today > until:
        return None
    left = (until - grounds.today).days + 1
    return Why(
        "P-68",
        n_(
            "Objections may still be made for {n} day, until {day}.",
            "Objections may still be made for {n} days, until {day}.",
            left,
            day=until,
        ),
    )


def run_is_consistent(grounds: RoundGrounds) -> Why | None:
    """P-63."""
    if grounds.computed is None or grounds.computed.consistent:
        return None
    return why(
        "P-63",
        _(
            "Computed again, the list differs from the one that is kept. Nothing goes out until it is clear why."
        ),
    )


def undecided(grounds: RoundGrounds) -> frozenset[str]:
    """The settlements that a decision made now would decide for: an open objection stops its own only (P-68)."""
    return frozenset(grounds.settlements) - set(grounds.decided) - set(grounds.objections.values())


def somebody_can_be_decided_for(grounds: RoundGrounds) -> Why | None:
    if undecided(grounds):
        return None
    return why(
        "P-68",
        _(
            "There is nothing to decide now: each settlement is decided, or its objection is not answered yet."
        ),
    )


def everything_is_decided(grounds: RoundGrounds) -> Why | None:
    waiting = [name for code, name in grounds.settlements.items() if code not in grounds.decided]
    if not waiting:
        return None
    return why("P-68", _("Not decided yet: {settlements}."), settlements=", ".join(waiting))


def decided_by_today(grounds: RoundGrounds, form: DecisionForm) -> Why | None:
    if form.decided_on <= grounds.today:
        return None
    return why(
        "P-60",
        _("The decision must have been made: {day} is still to come."),
        day=form.decided_on,
        field="decided_on",
    )


def otherwise_names_options(grounds: RoundGrounds, form: DecisionForm) -> Why | None:
    """P-64: each option has one outcome, so it is named once, and is one that can be decided now."""
    open_now = {one.code for one in grounds.options if letter_of(one.code) in undecided(grounds)}
    named = [one.option for one in form.otherwise]
    for number, code in enumerate(named):
        if code not in open_now or code in named[:number]:
            return why(
                "P-64",
                _("{code} is not an option that is decided now, or stands twice."),
                code=code,
                field=f"otherwise-{number}-option",
            )
    return None


def chosen(grounds: RoundGrounds, form: DecisionForm) -> frozenset[str]:
    """The options of the whole round that are chosen when this decision is made as typed."""
    if grounds.computed is None:
        return frozenset()
    computed = {code for code, reason in grounds.computed.reasons.items() if reason.funded}
    for one in form.otherwise:
        computed = computed | {one.option} if one.result is Result.CHOSEN else computed - {one.option}
    return frozenset(computed)


def money_above_has_a_source(grounds: RoundGrounds, form: DecisionForm) -> Why | None:
    """P-61: money above the round's appears only as co-funding with a named source."""
    if grounds.computed is None:
        return None
    beside = sum((one.co_funded or 0) for one in form.otherwise if one.co_funder)
    spent = sum(grounds.computed.costs.get(code, 0) for code in chosen(grounds, form)) - beside
    over = spent - grounds.money
    if over <= 0:
        return None
    return why(
        "P-61",
        _("The decision spends {over} more than the round has. Name who pays it, and how much."),
        over=Money(over, str(grounds.terms["currency"])),
        field="otherwise",
    )


def co_funding_is_whole(_grounds: RoundGrounds, form: DecisionForm) -> Why | None:
    """P-61: a source has an amount and an amount has a source."""
    for number, one in enumerate(form.otherwise):
        if bool(one.co_funder) != bool(one.co_funded):
            return why("P-61", _("Say both who pays and how much."), field=f"otherwise-{number}-co_funder")
    return None


def womens_first_is_answered(grounds: RoundGrounds, form: DecisionForm) -> Why | None:
    """R12: where a women's first priority is not chosen, a reason is kept."""
    if grounds.computed is None or form.womens_reason:
        return None
    passed_over = sorted(set(grounds.computed.womens_first) - chosen(grounds, form))
    if not passed_over:
        return None
    return why(
        "R12",
        _("The women put {options} first and it is not chosen: say why."),
        options=", ".join(passed_over),
        field="womens_reason",
    )
