"""What one figure counts: every estimate that may be meant by it, counted or not, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.words import Message
from app.results.count_once import Estimate, TooEntangledError
from app.results.count_once.why import Cause, Explanation
from app.results.counting.inputs import Inputs
from app.results.counting.questions import Figure, Question, count
from app.results.scorecard.reasons import said


@dataclass(frozen=True)
class Reasoned:
    """An estimate and whether it is in the figure, and why."""

    estimate: Estimate
    title: str
    places: Sequence[str]
    counted: bool
    in_scope: bool
    reason: Message


@dataclass(frozen=True)
class Explained:
    """A figure with all its estimates: first those counted, then those that are not, the largest first."""

    figure: Figure
    rows: Sequence[Reasoned]


def explain(inputs: Inputs, question: Question, place: str | None) -> Explained:
    """The figure at a place, and every estimate of these people with a place in it."""
    counted = count(inputs, question)
    try:
        figure, explanation = Figure(counted.at(place)), Explanation(counted, place)
    except TooEntangledError as tangle:
        return Explained(Figure(tangle=tangle), ())
    rows = [
        _reasoned(estimate, explanation, inputs)
        for estimate in counted.estimates.values()
        if estimate.indicator == question.indicator
        and any(inputs.tree.within(own, place) for own in estimate.places)
    ]
    rows.sort(key=lambda row: (not row.counted, not row.in_scope, -row.estimate.total, row.estimate.id))
    return Explained(figure, rows)


def _reasoned(estimate: Estimate, explanation: Explanation, inputs: Inputs) -> Reasoned:
    because = explanation.of(estimate.id)
    return Reasoned(
        estimate,
        inputs.titles[estimate.id],
        [inputs.places[place].title for place in estimate.places],
        because.cause is Cause.COUNTED,
        because.cause is not Cause.OUT_OF_SCOPE,
        said(because, inputs),
    )
