"""How a sample is drawn and worked through (R74)."""

from app.audit.samples import actions, queries, rules, schemas
from app.audit.samples.models import SAMPLE_STATES, Sample, SampleState
from app.kernel.actors import Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _

DRAWN, DONE = SampleState
AUDITOR = frozenset({Role.AUDITOR})

SAMPLES: Flow[Sample, rules.SampleGrounds] = Flow(
    kind="audit.sample",
    prefix="SMP",
    title=_("audit sample"),
    path="audit/samples",
    model=Sample,
    states=SampleState,
    words=SAMPLE_STATES,
    births=(
        Birth(
            name="draw", says=_("Draw a sample"), past=_("drew the sample"), end=DRAWN, by=AUDITOR,
            form=schemas.DrawForm, does=actions.make_sample, grounds=queries.drawing, under=queries.under,
            answers=queries.open_engagements,
            checks=(rules.within_the_engagement, rules.something_to_draw_from, rules.strata_fit_the_method),
            hint=_("With population, seed and method anybody draws the same sample: nothing is left to the drawer."),
        ),
    ),
    moves=(
        Move(
            name="work", says=_("Work through an item"), past=_("worked through an item"),
            start=frozenset({DRAWN}), end=None, by=AUDITOR, form=schemas.WorkForm, does=actions.work_through,
            needs=(rules.engagement_lets_work,), checks=(rules.item_is_drawn, rules.exception_is_explained),
        ),
        Move(
            name="finish", says=_("Finish the sample"), past=_("finished the sample"), start=frozenset({DRAWN}),
            end=DONE, by=AUDITOR, form=schemas.Note, awaited=True, final=True,
            needs=(rules.engagement_lets_work, rules.every_item_has_a_result),
        ),
    ),
    sees={Role.AUDITOR: Sight(frozenset(SampleState))},
    scopes=queries.scopes_of_sample,
    grounds=queries.grounds_of,
    final=frozenset({DONE}),
)  # fmt: skip
