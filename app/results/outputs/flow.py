"""How outputs come to count: reported by an instrument, or brought in from the files and compared by a second person."""

from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, begin
from app.kernel.things import Thing
from app.kernel.tx import Tx
from app.kernel.words import _
from app.results.outputs import actions, queries, rules, schemas
from app.results.outputs.models import OUTPUT_STATES, Output, OutputState

RECORDED, DELIVERED, WITHDRAWN = OutputState
OFFICER = frozenset({Role.PROGRAMME_OFFICER})
RESULTS = frozenset({Role.RESULTS_OFFICER})
REPORTERS = frozenset({Role.PROGRAMME_OFFICER, Role.MUNICIPAL_TEAM})
"""Whose moves hand works, trainings and papers over."""
DELIVERY = (
    rules.places_are_known,
    rules.delivered_by_today,
    rules.commissioned_before_it_was_handed_over,
    rules.has_one_primary_type,
    rules.has_a_topic,
)

OUTPUTS: Flow[Output, rules.OutputGrounds] = Flow(
    kind=queries.KIND,
    prefix="OUT",
    title=_("output"),
    path="results/outputs",
    model=Output,
    states=OutputState,
    words=OUTPUT_STATES,
    births=(
        Birth(
            name="record", says=_("Bring in from the files"), past=_("brought it in from the files"),
            end=RECORDED, by=OFFICER, duty=Duty.AUTHORS, form=schemas.OutputForm, does=actions.make_output,
            grounds=queries.delivering, answers=queries.output_answers, checks=DELIVERY,
            tells=(Role.RESULTS_OFFICER,),
            hint=_("For what was delivered before Lastmile was in use. Outputs of awards come by themselves."),
        ),
        Birth(
            name="report", says=_("Report what was delivered"), past=_("reported that it was delivered"),
            end=DELIVERED, by=REPORTERS, duty=Duty.AUTHORS, form=schemas.ReportForm, does=actions.make_output,
            grounds=queries.delivering, checks=DELIVERY, inner=True, tells=(Role.RESULTS_OFFICER,),
        ),
    ),
    moves=(
        Move(
            name="confirm", says=_("Confirm"), past=_("compared it with the files and confirmed it"),
            start=frozenset({RECORDED}), end=DELIVERED, by=RESULTS, duty=Duty.VERIFIES, form=schemas.Note,
            awaited=True, tells=(Role.PROGRAMME_OFFICER,),
            hint=_("Compare the evidence: from now on it counts."),
        ),
        Move(
            name="mend", says=_("Mend what is said of it"), past=_("mended what is said of it"),
            start=frozenset({RECORDED, DELIVERED}), end=None, by=OFFICER, duty=Duty.AUTHORS,
            form=schemas.Described, does=actions.mend,
            checks=(rules.keeps_one_primary_type, rules.keeps_a_topic), tells=(Role.RESULTS_OFFICER,),
        ),
        Move(
            name="waive_estimate", says=_("Say why no estimate applies"),
            past=_("recorded why no estimate of people applies"), start=frozenset({DELIVERED}), end=None,
            by=RESULTS, form=schemas.NoEstimate, does=actions.waive_estimate,
            needs=(rules.no_estimate_stands,),
        ),
        Move(
            name="withdraw", says=_("Withdraw"), past=_("withdrew it"), start=frozenset({RECORDED, DELIVERED}),
            end=WITHDRAWN, by=OFFICER | RESULTS, form=schemas.Reason, needs=(rules.no_estimate_stands,),
            final=True,
        ),
    ),
    sees=queries.SIGHTS,
    scopes=queries.scopes_of_output,
    grounds=queries.output_grounds,
    final=frozenset({WITHDRAWN}),
)  # fmt: skip


def report_output(tx: Tx, form: schemas.ReportForm, *, parent: Thing) -> Output:
    """What an instrument delivered, as a birth inside its own move, in the case of `parent` (project or award).

    The actor is who hands over. Raises Refused with every failing check.
    """
    return begin(tx, OUTPUTS, "report", form, parent=parent)
