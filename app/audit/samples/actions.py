"""What else happens to a sample: its population is fixed by its hash, its items are drawn and worked through."""

from app.audit.samples import draw
from app.audit.samples.draw import Drawn, Item
from app.audit.samples.models import Method, Sample, SampleItem
from app.audit.samples.queries import days_of, engagement_named, population
from app.audit.samples.schemas import DrawForm, WorkForm
from app.kernel.tx import Tx


def make_sample(tx: Tx, form: DrawForm) -> Sample:
    """The sample that the form describes, with all that is needed to draw it again (R74)."""
    engagement = engagement_named(tx.session, tx.actor, form.engagement, tx.now)
    first, last = days_of(engagement, form)
    items = population(tx.session, engagement, form.population, first, last)
    return Sample(
        title=f"{form.population} {form.seed}",
        engagement_id=engagement.id,
        population=form.population.value,
        method=form.method.value,
        seed=form.seed,
        size=form.size,
        bounds=[stratum.begins_at for stratum in form.strata[1:]],
        sizes=[stratum.size for stratum in form.strata],
        looks_from=first,
        looks_until=last,
        population_count=len(items),
        population_amount=sum(item.amount for item in items),
        population_sha256=draw.population_sha256(items),
        items=[_row(number, drawn) for number, drawn in enumerate(_drawn(items, form), 1)],
    )


def _drawn(items: list[Item], form: DrawForm) -> list[Drawn]:
    match form.method:
        case Method.SIMPLE:
            return draw.simple_random(items, form.size, form.seed)
        case Method.MONETARY_UNIT:
            return draw.monetary_unit(items, form.size, form.seed)
        case Method.STRATIFIED:
            bounds = [stratum.begins_at for stratum in form.strata[1:]]
            return draw.stratified(items, bounds, [stratum.size for stratum in form.strata], form.seed)


def _row(number: int, drawn: Drawn) -> SampleItem:
    return SampleItem(
        number=number,
        name=drawn.item.name,
        amount=drawn.item.amount,
        hits=drawn.hits,
        stratum=drawn.stratum,
        ticks=[],
    )


def work_through(tx: Tx, sample: Sample, form: WorkForm) -> None:
    """What was seen of one item; what was written before stays on the trail."""
    item = tx.session.get_one(SampleItem, (sample.id, form.number))
    item.ticks = sorted(tick.value for tick in form.ticks)
    item.result, item.note = form.result.value, form.note or None
