"""How context figures come and go: entered with their source, withdrawn with a reason."""

from app.kernel.flow import Birth, Flow, Move
from app.kernel.words import _
from app.results.context import actions, queries, rules, schemas
from app.results.context.models import FIGURE_STATES, ContextFigure, FigureState
from app.results.outputs.schemas import Reason

STANDING, WITHDRAWN = FigureState

FIGURES: Flow[ContextFigure, rules.FigureGrounds] = Flow(
    kind=queries.KIND,
    prefix="CTX",
    title=_("context figure"),
    path="results/context",
    model=ContextFigure,
    states=FigureState,
    words=FIGURE_STATES,
    births=(
        Birth(
            name="enter", says=_("Enter a figure"), past=_("entered the figure"), end=STANDING,
            by=queries.AUTHORS, form=schemas.FigureForm, does=actions.enter, grounds=queries.entering,
            answers=queries.figure_answers,
            checks=(
                rules.place_is_known, rules.year_has_begun, rules.percentage_is_a_part, rules.is_the_only_one,
            ),
        ),
    ),
    moves=(
        Move(
            name="withdraw", says=_("Withdraw"), past=_("withdrew the figure"), start=frozenset({STANDING}),
            end=WITHDRAWN, by=queries.AUTHORS, form=Reason, final=True,
        ),
    ),
    sees=queries.SIGHTS,
    scopes=queries.scopes_of_figure,
    grounds=queries.figure_grounds,
    final=frozenset({WITHDRAWN}),
)  # fmt: skip
