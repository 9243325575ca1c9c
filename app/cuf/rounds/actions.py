"""What else happens when a round moves: settlements lettered, terms frozen, runs kept, projects chosen."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from itertools import count, product
from string import ascii_uppercase

from sqlalchemy import select

from app.cuf.flow import CUF_PROJECT
from app.cuf.models import Project
from app.cuf.policy import CufPolicy
from app.cuf.prioritisation.greedy import Reason
from app.cuf.prioritisation.runs import ShortlistRun, run
from app.cuf.queries import policies_of
from app.cuf.rounds import grounds, queries
from app.cuf.rounds.count import explained
from app.cuf.rounds.deciding import undecided
from app.cuf.rounds.models import Method, Option, Round, RoundSettlement
from app.cuf.rounds.outcomes import Balance, Computation, Decision, Lot, Objection, Outcome, Result
from app.cuf.rounds.reasons import computed_result
from app.cuf.rounds.schemas import (
    AnswerForm,
    DecisionForm,
    ListForm,
    LotForm,
    ObjectionForm,
    OpenForm,
    Otherwise,
    Terms,
    Unlist,
)
from app.kernel.flow import Form, Nothing, fire
from app.kernel.money import convert, rate_of
from app.kernel.tx import Tx
from app.places.models import Place
from app.places.queries import profiles_on


def letters() -> Iterable[str]:
    """A, B, ... Z, AA, AB, ...: what settlements are called on ballots."""
    for length in count(1):
        yield from ("".join(parts) for parts in product(ascii_uppercase, repeat=length))


def open_round(tx: Tx, form: OpenForm) -> Round:
    """A round in preparation, with terms to begin from and its settlements lettered by name."""
    named = {
        place.reference: place
        for place in tx.session.scalars(
            select(Place).where(Place.reference.in_([form.place, *form.settlements]))
        )
    }
    settlements = sorted(
        {named[reference] for reference in form.settlements}, key=lambda place: (place.title, place.reference)
    )
    terms = Terms(envelope=0)
    return Round(
        title=form.title,
        place_id=named[form.place].id,
        currency=_policy(tx, named[form.place].id).currency,
        settlements=[
            RoundSettlement(code=letter, settlement_id=place.id)
            for letter, place in zip(letters(), settlements, strict=False)
        ],
        options=[],
        **terms.model_dump(mode="json"),
    )


def _policy(tx: Tx, place_id: int) -> CufPolicy:
    country = queries.country_codes(tx.session, [place_id])[place_id]
    return policies_of(tx.session, {country}, tx.today)[country]


def set_terms(_tx: Tx, one: Round, form: Terms) -> None:
    """The terms as typed."""
    for name, value in form.model_dump(mode="json").items():
        setattr(one, name, value)


def list_need(tx: Tx, one: Round, form: ListForm) -> None:
    """The need on its settlement's ballot, after those that stand there; listed again it is corrected in its place."""
    need = _need(tx, form.need)
    said = form.model_dump(mode="json", exclude={"need", "cost"})
    said |= {"name": need.title, "cost": form.cost if form.cost is not None else need.rough_cost}
    row = _option(tx, one, need)
    if row is None:
        letter = _letter(tx, one, need.settlement_id)
        taken = [
            option.number
            for option in queries.options_of(tx.session, one)
            if option.settlement_code == letter
        ]
        row = Option(
            round_id=one.id, project_id=need.id, settlement_code=letter, number=max(taken, default=0) + 1
        )
        tx.session.add(row)
    for name, value in said.items():
        setattr(row, name, value)


def unlist_need(tx: Tx, one: Round, form: Unlist) -> None:
    """Off the list; the numbers of the others stay. Nobody has voted yet, so nothing is lost."""
    row = _option(tx, one, _need(tx, form.need))
    if row is not None:
        tx.session.delete(row)


def _need(tx: Tx, reference: str) -> Project:
    return tx.session.scalars(select(Project).where(Project.reference == reference)).one()


def _option(tx: Tx, one: Round, need: Project) -> Option | None:
    statement = select(Option).where(Option.round_id == one.id, Option.project_id == need.id)
    return tx.session.scalars(statement).first()


def _letter(tx: Tx, one: Round, settlement_id: int) -> str:
    return tx.session.scalars(
        select(RoundSettlement.code).where(
            RoundSettlement.round_id == one.id, RoundSettlement.settlement_id == settlement_id
        )
    ).one()


def freeze(tx: Tx, one: Round, _form: Form) -> None:
    """Keep with the terms what they rest on today: households and their source, balances, ceiling and rate."""
    rows = [row for row, _name in queries.settlements_of(tx.session, one)]
    openings = queries.openings_of(tx.session, [one], {one.id: rows})[one.id]
    profiles = profiles_on(tx.session, [row.settlement_id for row in rows], tx.today)
    for row in rows:
        profile = profiles.get(row.settlement_id)
        row.opening = openings[row.settlement_id]
        if profile is not None:
            row.households, row.source, row.counted_on = (
                profile.households,
                profile.source,
                profile.counted_on,
            )
    policy = _policy(tx, one.place_id)
    one.units_per_usd = policy.units_per_usd
    if one.ceiling is None:
        one.ceiling = convert(policy.ceiling, 1 / rate_of(policy.units_per_usd), one.currency).minor


def keep_lot(tx: Tx, one: Round, form: LotForm) -> None:
    """The order that people drew; the newest holds for all steps (P-41)."""
    tx.session.add(
        Lot(
            round_id=one.id,
            drawn=list(form.codes),
            drawn_on=form.drawn_on,
            witnesses=form.witnesses,
            minutes=form.minutes,
        )
    )


def compute(tx: Tx, one: Round, _form: Form) -> None:
    """Ask the engine and keep question, answer and both hashes beside those of earlier runs (P-56, P-62)."""
    asked = grounds.question(tx.session, one)
    kept = run(asked)
    earlier = grounds.last_computations(tx.session, [one.id]).get(one.id)
    tx.session.add(
        Computation(
            round_id=one.id,
            number=earlier.number + 1 if earlier else 1,
            engine_version=kept.engine_version,
            asked=kept.input.decode(),
            asked_sha256=kept.input_sha256,
            given=kept.output.decode(),
            given_sha256=kept.output_sha256,
            explained=_explained(tx, one, asked),
            computed_at=tx.now,
        )
    )
    one.due_at = tx.now + timedelta(days=one.objection_days + 1)


def _explained(tx: Tx, one: Round, asked: ShortlistRun) -> list[dict[str, str | int | None]]:
    most = grounds.most_votes(tx.session, one)
    found = explained(asked, Method(one.method), most)
    return [{"code": code, **asdict(found[code])} for code in sorted(found)]


def object_to(tx: Tx, one: Round, form: ObjectionForm) -> None:
    """Keep what is said against the count of a settlement."""
    tx.session.add(
        Objection(round_id=one.id, settlement_code=form.settlement, said=form.said, made_at=tx.now)
    )


def answer(tx: Tx, _one: Round, form: AnswerForm) -> None:
    """Answer an objection, which settles it."""
    objection = tx.session.get_one(Objection, form.objection)
    objection.answer, objection.answered_at = form.answer, tx.now


# --- The decision --------------------------------------------------------------------------------


def decide(tx: Tx, one: Round, form: DecisionForm) -> None:
    """Each option of the settlements decided for gets its outcome (P-64), each need its state, each settlement
    its balance (P-52)."""
    judged = grounds.round_grounds(tx.session, tx.actor, [one], tx.now)[one.id]
    computation = grounds.last_computations(tx.session, [one.id])[one.id]
    open_now, otherwise = undecided(judged), {line.option: line for line in form.otherwise}
    reasons = judged.computed.reasons if judged.computed else {}
    outcomes = [
        (option, _outcome(option, reasons[option.code], otherwise.get(option.code)))
        for option in queries.options_of(tx.session, one)
        if option.settlement_code in open_now
    ]
    tx.session.add(
        Decision(
            round_id=one.id,
            computation_id=computation.id,
            body=form.body.value,
            decided_on=form.decided_on,
            minutes=form.minutes,
            womens_reason=form.womens_reason,
            outcomes=[outcome for _option, outcome in outcomes],
        )
    )
    tx.session.add_all(_balances(tx, one, outcomes))
    tx.session.flush()
    for option, outcome in outcomes:
        _move_need(tx, option, Result(outcome.result))


def _outcome(option: Option, reason: Reason, line: Otherwise | None) -> Outcome:
    if line is None:
        return Outcome(option_id=option.id, result=computed_result(reason).value, reason=reason.value)
    return Outcome(
        option_id=option.id,
        result=line.result.value,
        reason="CO_FUNDED" if line.co_funder else "OVERRIDE",
        note=line.note,
        co_funder=line.co_funder,
        co_funded=line.co_funded,
    )


def _balances(tx: Tx, one: Round, outcomes: Iterable[tuple[Option, Outcome]]) -> list[Balance]:
    _asked, given = grounds.read_run(
        grounds.kept_run(grounds.last_computations(tx.session, [one.id])[one.id])
    )
    shares = {account.entitlement.code: account.entitlement for account in given.accounts}
    spent = dict.fromkeys((option.settlement_code for option, _outcome in outcomes), 0)
    for option, outcome in outcomes:
        if outcome.result == Result.CHOSEN:
            spent[option.settlement_code] += (option.cost or 0) - (outcome.co_funded or 0)
    return [
        Balance(
            round_id=one.id,
            settlement_id=row.settlement_id,
            currency=one.currency,
            opening=row.opening,
            entitlement=shares[row.code].amount,
            spent=spent[row.code],
            closing=shares[row.code].amount - spent[row.code],
            deferred=shares[row.code].deferred,
        )
        for row, _name in queries.settlements_of(tx.session, one)
        if row.code in spent
    ]


def _move_need(tx: Tx, option: Option, result: Result) -> None:
    move = {Result.CHOSEN: "prioritise", Result.WAITING: "waitlist"}.get(result)
    if move is not None:
        fire(tx, CUF_PROJECT, tx.session.get_one(Project, option.project_id), move, Nothing())
