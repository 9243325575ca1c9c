"""The demonstration's CUF projects, each walked through the flow by the people whose posts it takes."""

from dataclasses import dataclass
from datetime import timedelta

from app.cuf.demo_awards import COUNTRY_NAMES, Awarded, award, let_groups_sign
from app.cuf.flow import CUF_PROJECT
from app.cuf.models import Kind
from app.cuf.policy import NAME, country_terms
from app.cuf.proposals.schemas import (
    BillLine,
    Committee,
    Committees,
    Contributions,
    Design,
    InKindLine,
    Land,
    Member,
    Method,
    People,
    SectionName,
    Sections,
    Sex,
    Upkeep,
    What,
    Where,
    WhySection,
)
from app.cuf.rounds import demo as rounds
from app.cuf.schemas import CorrectionLine, NamedBy, Need, Return
from app.kernel.flow import Form, Nothing, begin, find, fire
from app.kernel.money import exponent_of, rate_of
from app.kernel.policy import put
from app.kernel.stage import Stage
from app.places.demo import SETTLEMENTS

LABOUR_DAY_USD = 5
"""What an unskilled day is worth in the demonstration's rate tables, in US dollars."""

COUNTRIES = {
    "LBR": ("LRD", "190", "40000.00", "10", "1", "0"),
    "UGA": ("UGX", "3700", "40000.00", "10", "2", "0"),
    "TUN": ("TND", "3.1", "30000.00", "0", "0", "15"),
    "ETH": ("ETB", "57", "35000.00", "10", "1", "0"),
}


@dataclass(frozen=True)
class Story:
    """One project of DOMAIN 6: amounts in whole US dollars, and how far it has come."""

    settlement: str
    country: str
    city: str
    title: str
    kind: Kind
    grant: int
    cash: int
    in_kind: int
    municipal: int
    women: int
    men: int
    days_ago: int
    reaches: str
    money: str = ""
    """The allotment that pays for it, by its title; its country's own where none is named."""
    lasts: int = 180


STORIES = (
    Story("kpaye", "LBR", "monrovia", "Toilet block at the landing", Kind.SANITATION, 18_500, 500, 1_900, 600, 1_180, 920, 800, "award"),
    Story("masafu", "UGA", "jinja", "Protected spring", Kind.SAFE_WATER, 11_000, 400, 1_000, 600, 1_020, 880, 790, "award"),
    Story("kpaye", "LBR", "monrovia", "Six water kiosks", Kind.SAFE_WATER, 36_000, 1_200, 3_300, 1_500, 2_850, 2_550, 600, "award"),
    Story("togba", "LBR", "monrovia", "Raised walkway", Kind.ADAPTATION, 14_000, 300, 1_400, 300, 1_790, 1_660, 580, "award"),
    Story("nalule", "UGA", "jinja", "Market toilets", Kind.SANITATION, 21_000, 700, 2_000, 1_300, 2_300, 1_600, 560, "award"),
    Story("masafu", "UGA", "jinja", "School toilets", Kind.SANITATION, 7_200, 250, 650, 400, 330, 310, 420, "award"),
    Story("togba", "LBR", "monrovia", "Drain through the swamp", Kind.ADAPTATION, 27_000, 400, 3_000, 1_600, 1_790, 1_660, 300, "award", "Community upgrading in Liberia", 330),
    Story("kpaye", "LBR", "monrovia", "Solid-waste points", Kind.SOLID_WASTE, 9_800, 400, 1_000, 0, 3_190, 3_010, 200, "award"),
    Story("nalule", "UGA", "jinja", "Market shed and drain", Kind.GENDER_RESPONSIVE, 36_000, 1_200, 3_400, 5_400, 2_300, 1_600, 90, "award"),
    Story("babzitoun", "TUN", "tunis", "Women's public space", Kind.GENDER_RESPONSIVE, 24_000, 0, 1_500, 6_500, 2_600, 2_500, 40, "submitted"),
    Story("masafu", "UGA", "jinja", "Three water points", Kind.SAFE_WATER, 12_400, 600, 1_200, 1_800, 1_020, 880, 21, "ready"),
    Story("odravu", "UGA", "arua", "Footbridge", Kind.OTHER, 5_600, 150, 500, 0, 1_540, 1_360, 30, "returned"),
    Story("garab", "ETH", "jigjiga", "Water for newcomers and hosts", Kind.MIGRANTS, 31_000, 700, 3_000, 2_300, 4_500, 4_400, 12, "draft"),
)  # fmt: skip


def play(stage: Stage) -> None:
    """The terms of the four countries, then every project as far as it has come."""
    for country, (currency, rate, ceiling, community, cash, municipal) in COUNTRIES.items():
        terms = country_terms(
            currency=currency,
            units_per_usd=rate,
            ceiling_usd=ceiling,
            community_percent=community,
            cash_percent=cash,
            municipal_percent=municipal,
            labour_day_minor=_local(LABOUR_DAY_USD, country),
        )
        with stage.acting("administrator", 890) as tx:
            put(tx, NAME, country, stage.today - timedelta(days=1_000), terms)
    let_groups_sign(stage)
    for story in STORIES:
        _tell(stage, story)
    rounds.play(stage)


def _local(usd: int, country: str) -> int:
    """Whole dollars in minor units of the country's currency, at the demonstration's rate."""
    currency, rate, *_rest = COUNTRIES[country]
    exact = usd * rate_of(rate) * 10 ** exponent_of(currency)
    if exact.denominator != 1:
        raise ValueError(f"{usd} US dollars are no whole amount of {currency}")
    return int(exact)


def _tell(stage: Stage, story: Story) -> None:
    """From the need to where it stands, each step by the person whose post it takes."""
    forum, chair = f"forum.{story.settlement}", f"chair.{story.settlement}"
    reference = _name(stage, story, forum)
    for sections in _pages(story, stage):
        _move(stage, forum, story.days_ago - 2, reference, "save", sections)
    if story.reaches == "draft":
        return
    _move(stage, forum, story.days_ago - 3, reference, "finish")
    if story.reaches == "ready":
        return
    _move(stage, chair, story.days_ago - 4, reference, "certify")
    municipal = f"municipal.{story.city}"
    if story.reaches == "award":
        _move(stage, municipal, story.days_ago - 9, reference, "accept")
        awarded = Awarded(
            settlement=story.settlement,
            city=story.city,
            country=story.country,
            grant=story.grant,
            approved_days_ago=story.days_ago - 30,
            money=story.money or COUNTRY_NAMES[story.country],
            lasts=story.lasts,
        )
        award(stage, reference, awarded)
    if story.reaches == "returned":
        _move(stage, municipal, story.days_ago - 9, reference, "return", RETURNED)
        accepted = Sections(
            design=_design(story, ACCEPTED_IN_KIND), contributions=_contributions(story, ACCEPTED_IN_KIND)
        )
        _move(stage, forum, story.days_ago - 15, reference, "save", accepted)


RETURNED = Return(
    corrections=(
        CorrectionLine(
            section=SectionName.CONTRIBUTIONS,
            note="Work worth 300 US dollars can be accepted in kind, not 500: the two foremen are paid by the city.",
        ),
        CorrectionLine(section=SectionName.DESIGN, note="Bring the bill of quantities to the same total."),
    )
)
ACCEPTED_IN_KIND = 300
"""What the appraisal accepted of the footbridge: 7.4 % of the cost, so its resubmission is refused (R24)."""


def _name(stage: Stage, story: Story, forum: str) -> str:
    settlement = next(one.name for one in SETTLEMENTS if one.key == story.settlement)
    with stage.acting(forum, story.days_ago) as tx:
        need = Need(
            settlement=stage.places[settlement],
            title=story.title,
            kind=story.kind,
            rough_cost=int(story.grant * rate_of(COUNTRIES[story.country][1])),
            named_by=NamedBy.BOTH,
        )
        reference = begin(tx, CUF_PROJECT, "name", need).reference
    _move(stage, forum, story.days_ago - 1, reference, "propose")
    return reference


def _move(stage: Stage, who: str, days_ago: int, reference: str, move: str, form: Form | None = None) -> None:
    with stage.acting(who, max(days_ago, 0)) as tx:
        fire(
            tx,
            CUF_PROJECT,
            find(tx.session, tx.actor, CUF_PROJECT, reference, tx.now),
            move,
            form or Nothing(),
        )


def _pages(story: Story, stage: Stage) -> list[Sections]:
    """The proposal as the forum wrote it, page by page."""
    return [
        Sections(
            where=Where(
                site="Beside the old well, where the footpaths meet", land=Land.PUBLIC, anyone_must_move=False
            )
        ),
        Sections(
            what=What(
                title=story.title,
                kind=story.kind,
                description="Built of concrete blocks, as the helper drew it.",
            ),
            why=WhySection(
                problem="People queue before dawn, and in the rains the ground is under water.",
                decided_on=stage.today - timedelta(days=story.days_ago + 20),
                women_present=64,
                men_present=51,
            ),
            people=People(
                women=story.women,
                men=story.men,
                method=Method.USAGE,
                source="Forum's count in the week before the meeting",
            ),
        ),
        Sections(
            design=_design(story, story.in_kind),
            contributions=_contributions(story, story.in_kind),
        ),
        Sections(
            upkeep=Upkeep(
                body="The committee of users",
                money="A small price for each use, kept by the treasurer and read out every month",
                needs_utility=story.kind is Kind.SAFE_WATER,
                utility_agreed=True if story.kind is Kind.SAFE_WATER else None,
            ),
            committees=Committees(members=_members()),
        ),
    ]


def _design(story: Story, in_kind: int) -> Design:
    total = story.grant + story.cash + in_kind + story.municipal
    return Design(
        design="Foundation, walls and roof after the standard drawing; the helper has measured the ground.",
        bill=(BillLine(item="The whole work", unit="sum", quantity=1, price=_local(total, story.country)),),
    )


def _contributions(story: Story, in_kind: int) -> Contributions:
    return Contributions(
        grant=_local(story.grant, story.country),
        cash=_local(story.cash, story.country),
        in_kind=(InKindLine(item="labour_day", quantity=in_kind // LABOUR_DAY_USD),),
        municipal=_local(story.municipal, story.country),
    )


def _members() -> tuple[Member, ...]:
    """Members by function: the demonstration invents no person's name."""
    seats = ("chair", "secretary", "treasurer", "member", "member", "member")
    return tuple(
        Member(
            committee=committee,
            name=f"{seat} {number}",
            sex=Sex.FEMALE if number % 2 else Sex.MALE,
            function=seat,
        )
        for committee in Committee
        for number, seat in enumerate(seats, 1)
    )
