"""How an estimate comes to count: written by one person, verified by another, replaced by versions (R85)."""

from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Form, Move, Nothing, fire
from app.kernel.tx import Tx
from app.kernel.words import _
from app.results.estimates import actions, queries, rules, schemas
from app.results.estimates.models import ESTIMATE_STATES, Estimate, EstimateState
from app.results.outputs.figures import figure_is_known
from app.results.outputs.models import Output
from app.results.outputs.schemas import Note, Reason

DRAFT, SUBMITTED, RETURNED, VERIFIED, REPLACED, WITHDRAWN = EstimateState
AUTHORS = frozenset(queries.AUTHORS)
RESULTS = frozenset({Role.RESULTS_OFFICER})
MENDED = frozenset({DRAFT, RETURNED})


def verify(tx: Tx, estimate: Estimate, _form: Form) -> None:
    """The version that it replaces gives way in the same transaction: never do both count. The award is told."""
    figure_is_known(tx, tx.session.get_one(Output, estimate.output_id), estimate.reference)
    if estimate.replaces_id is None:
        return
    before = tx.session.get_one(Estimate, estimate.replaces_id)
    before.replaced_by_id = estimate.id
    fire(tx, ESTIMATES, before, "give_way", Nothing())


ESTIMATES: Flow[Estimate, rules.EstimateGrounds] = Flow(
    kind=queries.KIND,
    prefix="EST",
    title=_("estimate of people served"),
    path="results/estimates",
    model=Estimate,
    states=EstimateState,
    words=ESTIMATE_STATES,
    births=(
        Birth(
            name="estimate", says=_("Estimate the people served"), past=_("estimated the people served"),
            end=DRAFT, by=AUTHORS, duty=Duty.AUTHORS, form=schemas.EstimateForm,
            does=actions.make_estimate, grounds=queries.estimating, under=queries.grows_from,
            checks=(*rules.COMPLETE, rules.estimate_applies), warns=rules.WARNINGS,
        ),
        Birth(
            name="revise", says=_("Write a new version"), past=_("wrote a new version"), end=DRAFT,
            by=AUTHORS, duty=Duty.AUTHORS, form=schemas.ReviseForm, does=actions.make_estimate,
            grounds=queries.estimating, under=queries.grows_from,
            checks=(*rules.COMPLETE, rules.is_the_newest_version), warns=rules.WARNINGS,
        ),
    ),
    moves=(
        Move(
            name="submit", says=_("Send it to be verified"), past=_("sent it to be verified"), start=MENDED,
            end=SUBMITTED, by=AUTHORS, duty=Duty.AUTHORS, form=Note, awaited=True,
            needs=(rules.version_before_still_stands,), tells=(Role.RESULTS_OFFICER,),
        ),
        Move(
            name="edit", says=_("Edit"), past=_("edited it"), start=MENDED, end=None, by=AUTHORS,
            duty=Duty.AUTHORS, form=schemas.PeopleForm, does=actions.edit, answers=queries.place_answers,
            checks=rules.COMPLETE, warns=rules.WARNINGS,
        ),
        Move(
            name="verify", says=_("Verify"), past=_("verified it"), start=frozenset({SUBMITTED}), end=VERIFIED,
            by=RESULTS, duty=Duty.VERIFIES, form=Note, does=verify, awaited=True,
            needs=(rules.output_is_delivered, rules.version_before_still_stands),
            tells=(Role.PROGRAMME_OFFICER,),
            hint=_("Compare method, source and day with the evidence: from now on it counts."),
        ),
        Move(
            name="return", says=_("Return"), past=_("returned it"), start=frozenset({SUBMITTED}), end=RETURNED,
            by=RESULTS, form=Reason, tells=queries.AUTHORS,
        ),
        Move(
            name="give_way", says=_("Give way to a newer version"), past=_("gave way to a newer version"),
            start=frozenset({VERIFIED}), end=REPLACED, by=RESULTS, inner=True, final=True,
        ),
        Move(
            name="withdraw", says=_("Withdraw"), past=_("withdrew it"), start=MENDED | {SUBMITTED},
            end=WITHDRAWN, by=AUTHORS, form=Reason, final=True,
        ),
        Move(
            name="take_out", says=_("Take it out of the count"), past=_("took it out of the count"),
            start=frozenset({VERIFIED}), end=WITHDRAWN, by=RESULTS, form=Reason, final=True,
            tells=(Role.PROGRAMME_OFFICER,),
            hint=_("Closed periods stay as they were closed; what changes is shown as restated."),
        ),
    ),
    sees=queries.SIGHTS,
    scopes=queries.scopes_of_estimate,
    grounds=queries.estimate_grounds,
    final=frozenset({REPLACED, WITHDRAWN}),
)  # fmt: skip
