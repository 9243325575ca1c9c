"""The demonstration's results: what DOMAIN 6 has delivered, brought in from the files and verified by a second person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.funding.models import Theme
from app.kernel.flow import AnyFlow, Form, begin, fire
from app.kernel.stage import Stage
from app.kernel.things import Thing
from app.places.demo import CITIES
from app.results.context.flow import FIGURES
from app.results.context.schemas import FigureForm
from app.results.count_once import Says
from app.results.declarations.flow import DECLARATIONS
from app.results.declarations.schemas import DeclareForm
from app.results.estimates.flow import ESTIMATES
from app.results.estimates.models import Estimate, Method
from app.results.estimates.schemas import Basis, EstimateForm, PeopleForm, ReviseForm
from app.results.models import Category, Context, People, Sort, WorkType
from app.results.outputs.flow import OUTPUTS
from app.results.outputs.schemas import OutputForm
from app.results.periods.flow import PERIODS
from app.results.periods.schemas import YearForm

RESULTS = "results"
HANDOVER_DAYS, COUNT_DAYS, ENTRY_DAYS = 10, 30, 45
"""Days after commissioning until handover, until people are counted, until both are in Lastmile."""
CLOSING_DAYS = 30
"""How long ago the year before was closed."""


@dataclass(frozen=True)
class Story:
    """One thing delivered, so many days before the demonstration's day, and whom it serves where."""

    title: str
    city: str
    places: tuple[str, ...]
    served: tuple[str, ...]
    days_ago: int
    female: int
    male: int
    method: Method
    source: str
    work: WorkType | None = None
    themes: tuple[Theme, ...] = (Theme.SERVICES,)
    category: Category = Category.INFRASTRUCTURE
    guide: int | None = None
    verified: bool = True


KPAYE, TOGBA, MASAFU, NALULE = "Kpaye Landing", "Togba Swamp", "Masafu East", "Nalule Central"
QUARTER = "Bab Zitoun quarter"
STORIES = (
    Story(
        "Toilet block at the landing", "Monrovia", (KPAYE,), (KPAYE,), 700, 1_180, 920, Method.USAGE,
        "Users counted at the door over seven days", WorkType.SANITATION, guide=2_100,
    ),
    Story(
        "Six water kiosks", "Monrovia", (KPAYE,), (KPAYE,), 400, 2_850, 2_550, Method.USAGE,
        "Buyers counted by the kiosk keepers over seven days", WorkType.SAFE_WATER, guide=6_000,
    ),
    Story(
        "Solid-waste points", "Monrovia", (KPAYE,), (KPAYE,), 130, 3_190, 3_010, Method.POPULATION,
        "Community enumeration, house by house", WorkType.SOLID_WASTE,
    ),
    Story(
        "Raised walkway", "Monrovia", (TOGBA,), (TOGBA,), 380, 1_790, 1_660, Method.POPULATION,
        "Community enumeration, house by house", WorkType.ADAPTATION, (Theme.CLIMATE,),
    ),
    Story(
        "Protected spring", "Jinja", (MASAFU,), (MASAFU,), 690, 1_020, 880, Method.USAGE,
        "Users counted at the spring over three days", WorkType.SAFE_WATER,
    ),
    Story(
        "Market toilets", "Jinja", (NALULE,), (NALULE,), 390, 2_300, 1_600, Method.USAGE,
        "Tickets sold over a month", WorkType.SANITATION, guide=4_000,
    ),
    Story(
        "School toilets", "Jinja", (MASAFU, NALULE), ("Jinja",), 370, 330, 310, Method.REGISTRATION,
        "Register of pupils and teachers", WorkType.SANITATION,
    ),
    Story(
        "Training of water committees", "Jinja", ("Jinja",), ("Jinja",), 360, 45, 40, Method.REGISTRATION,
        "Attendance lists of the five days", None, category=Category.CAPACITIES,
    ),
    Story(
        "Women's committee trained", "Tunis", (QUARTER,), (QUARTER,), 60, 24, 0, Method.REGISTRATION,
        "Attendance lists of the three days", None, (Theme.WOMEN,), Category.CAPACITIES, verified=False,
    ),
)  # fmt: skip
"""T3.01 counts seven works; trainings are none. The school serves two settlements and stands at the city."""
CLAIMED, GUIDE = 2_969, 1_000
"""The revision of the kiosks that an officer found too high for one kiosk of four taps, and did not verify."""


def play(stage: Stage) -> None:
    """Every output from the files to its verified estimate; a year closed; then what nobody has decided yet."""
    for story in STORIES:
        _estimate(stage, story, _deliver(stage, story))
    _describe(stage)
    _close(stage)
    _claim(stage)
    _declare(stage)


def _deliver(stage: Stage, story: Story) -> Thing:
    commissioned = _day(stage, story.days_ago)
    form = OutputForm(
        title=story.title,
        sort=Sort.WORK if story.work else Sort.TRAINING,
        primary_type=story.work,
        themes=story.themes,
        places=tuple(stage.places[place] for place in story.places),
        commissioned_on=commissioned if story.work else None,
        handed_over_on=_day(stage, story.days_ago - HANDOVER_DAYS),
        guide=story.guide,
        evidence=f"Handover file, {story.title}",
    )
    days_ago = story.days_ago - ENTRY_DAYS
    with stage.acting(_officer(story), days_ago) as tx:
        output = begin(tx, OUTPUTS, "record", form)
    _walk(stage, OUTPUTS, output, (RESULTS, "confirm", days_ago - 2))
    return output


def _estimate(stage: Stage, story: Story, output: Thing) -> None:
    form = EstimateForm(output=output.reference, **_people(stage, story).model_dump())
    days_ago = story.days_ago - ENTRY_DAYS - 3
    with stage.acting(_officer(story), days_ago) as tx:
        estimate = begin(tx, ESTIMATES, "estimate", form)
    _walk(stage, ESTIMATES, estimate, (_officer(story), "submit", days_ago))
    if story.verified:
        _walk(stage, ESTIMATES, estimate, (RESULTS, "verify", days_ago - 4))


def _describe(stage: Stage) -> None:
    form = FigureForm(
        indicator=Context.SLUMS,
        place=stage.places["Monrovia"],
        year=stage.moment(CLOSING_DAYS).year - 1,
        value="48.3",
        source="Invented for the demonstration",
    )
    with stage.acting(RESULTS, CLOSING_DAYS) as tx:
        begin(tx, FIGURES, "enter", form)


def _close(stage: Stage) -> None:
    with stage.acting(RESULTS, CLOSING_DAYS) as tx:
        year = begin(tx, PERIODS, "open", YearForm(year=tx.today.year - 1))
    _walk(stage, PERIODS, year, (RESULTS, "close", CLOSING_DAYS))


def _declare(stage: Stage) -> None:
    with stage.acting(RESULTS, 7) as tx:
        one, other = (
            tx.session.scalars(select(Estimate).where(Estimate.title == title)).one().reference
            for title in ("Protected spring", "Market toilets")
        )
        form = DeclareForm(
            says=Says.OVERLAP,
            one=one,
            other=other,
            reason="A third of those who buy tickets at the market said in May that they live in Masafu East.",
            valid_from=tx.today,
        )
        begin(tx, DECLARATIONS, "declare", form)


def _claim(stage: Stage) -> None:
    story = next(one for one in STORIES if one.title == "Six water kiosks")
    with stage.acting(_officer(story), 9) as tx:
        before = tx.session.scalars(select(Estimate).where(Estimate.title == story.title)).one()
        claimed = _people(stage, story).model_dump() | {
            "total": CLAIMED,
            "female": CLAIMED // 2,
            "male": CLAIMED - CLAIMED // 2,
            "counted_on": _day(stage, 20),
            "guide": GUIDE,
            "source": "Said by the keeper of the kiosk at the jetty",
        }
        form = ReviseForm(replaces=before.reference, **claimed)
        explanation = "The kiosk at the jetty has four taps; boats from elsewhere fill their tanks there."
        made = begin(tx, ESTIMATES, "revise", form, explanation=explanation)
    _walk(stage, ESTIMATES, made, (_officer(story), "submit", 9))


def _people(stage: Stage, story: Story) -> PeopleForm:
    return PeopleForm(
        indicator=People.DIRECT,
        category=story.category,
        places=tuple(stage.places[place] for place in story.served),
        basis=Basis.FOUND,
        total=story.female + story.male,
        female=story.female,
        male=story.male,
        method=story.method,
        source=story.source,
        counted_on=_day(stage, story.days_ago - COUNT_DAYS),
        guide=story.guide,
        evidence="Count sheets in the project's file",
    )


def _officer(story: Story) -> str:
    return f"officer.{CITIES[story.city][0]}"


def _day(stage: Stage, days_ago: int) -> date:
    return stage.moment(days_ago).date()


def _walk(stage: Stage, flow: AnyFlow, thing: Thing, *moves: tuple[str, str, int]) -> None:
    for person, name, days_ago in moves:
        with stage.acting(person, days_ago) as tx:
            form: Form = flow.by_name[name].form()
            fire(tx, flow, tx.session.get_one(flow.model, thing.id), name, form)
