"""The demonstration's rounds: Monrovia's from its needs to the published list, and one in Tunis that still votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from app.cuf.flow import CUF_PROJECT
from app.cuf.meetings.flow import CUF_MEETING, CUF_TALLY
from app.cuf.meetings.models import Secrecy
from app.cuf.meetings.schemas import HoldForm, Paper, PlanForm, Purpose, TallyForm, VerifyForm
from app.cuf.models import Kind
from app.cuf.prioritisation.women import WomensMechanism
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.models import Feasibility, Picture
from app.cuf.rounds.outcomes import Body
from app.cuf.rounds.schemas import DecisionForm, ListForm, LotForm, OpenForm, Terms
from app.cuf.schemas import NamedBy, Need
from app.documents.receive import receive
from app.documents.store import Store
from app.kernel.actors import Role
from app.kernel.flow import AnyFlow, Form, Nothing, begin, find, fire
from app.kernel.stage import Part, Stage

LARGEST_PAPER = 100_000
"""Bytes of the demonstration's papers, at most."""


@dataclass(frozen=True)
class Wish:
    """A need as it stands on the ballot: its cost in whole units, and the women's and men's votes."""

    title: str
    kind: Kind
    picture: Picture
    place: str
    cost: int
    households: int
    women: int = 0
    men: int = 0
    feasible: bool = True


@dataclass(frozen=True)
class Voters:
    """A settlement's wishes and who came: women and men, of so many who might have voted."""

    key: str
    name: str
    wishes: tuple[Wish, ...]
    women: int
    men: int
    eligible: int


KPAYE = Voters("kpaye", "Kpaye Landing", (
    Wish("Lamps along the landing", Kind.GENDER_RESPONSIVE, Picture.LAMP, "From the landing to the school", 1_300_000, 600, 56, 68),
    Wish("Second toilet block", Kind.SANITATION, Picture.TOILET, "Behind the clinic", 975_000, 320, 64, 36),
    Wish("Footpath of blocks", Kind.OTHER, Picture.HOUSE, "Between the two wells", 975_000, 320, 64, 36),
    Wish("Cold store for fish", Kind.OTHER, Picture.PEOPLE, "Beside the fish market", 1_950_000, 200, 80, 20),
    Wish("Bins for the market", Kind.SOLID_WASTE, Picture.BIN, "At the four gates of the market", 45_000, 410, 24, 32),
    Wish("Footbridge over the creek", Kind.OTHER, Picture.BRIDGE, "Where the ferry lands", 2_600_000, 700, feasible=False),
), 104, 80, 3_400)  # fmt: skip
TOGBA = Voters("togba", "Togba Swamp", (
    Wish("Culvert at the school", Kind.ADAPTATION, Picture.DRAIN, "In front of the school", 1_500_000, 300, 60, 70),
    Wish("Rain tanks", Kind.SAFE_WATER, Picture.TAP, "On the roofs of the church and the mosque", 1_200_000, 260, 52, 40),
    Wish("Safe place to play", Kind.GENDER_RESPONSIVE, Picture.SUN, "On the filled ground", 900_000, 240, 50, 45),
), 98, 90, 1_900)  # fmt: skip
BAB_ZITOUN = Voters("babzitoun", "Bab Zitoun quarter", (
    Wish("Shade over the market street", Kind.ADAPTATION, Picture.SUN, "In the market street", 40_000, 400, 70, 60),
    Wish("Steps repaired", Kind.OTHER, Picture.HOUSE, "Below the old gate", 25_000, 250, 55, 65),
), 95, 90, 2_800)  # fmt: skip


def play(stage: Stage) -> None:
    """Both rounds; the people of the municipal forums are invited first."""
    if stage.invite is None:
        raise LookupError("people come before rounds")
    for city in ("Monrovia", "Tunis"):
        stage.invite(stage, f"city.forum.{city.lower()}", (Part(Role.MUNICIPAL_FORUM, city),))
    _monrovia(stage)
    _tunis(stage)


def _monrovia(stage: Stage) -> None:
    """From the needs to the published list, with a tie that a lot decided."""
    city, officer = "city.forum.monrovia", "officer.liberia"
    terms = Terms(envelope=570_000_000, marks=3, womens_mechanism=WomensMechanism.W2, objection_days=7)
    one = _frozen(stage, "Monrovia", "Monrovia, first round", officer, (KPAYE, TOGBA), terms, 75)
    for letter, voters in (("A", KPAYE), ("B", TOGBA)):
        meeting = _met(stage, one, letter, voters, officer, 52)
        _entered(stage, meeting, voters, letter, ("facilitator", "municipal.monrovia"), 51)
        _move(stage, officer, CUF_MEETING, meeting, "verify", VerifyForm(no_personal_data=True), 50)
        _papers(stage, meeting, officer, voters, 50)
        _move(stage, officer, CUF_MEETING, meeting, "lock", Nothing(), 48)
    lot = LotForm(
        drawn="A3 A2", drawn_on=stage.moment(52).date(), witnesses=140, minutes="Minutes of Kpaye Landing"
    )
    _move(stage, city, CUF_ROUND, one, "enter_lot", lot, 47)
    _move(stage, officer, CUF_ROUND, one, "count", Nothing(), 46)
    decision = DecisionForm(
        body=Body.MUNICIPAL_FORUM,
        decided_on=stage.moment(36).date(),
        minutes="Minutes 4 of the municipal forum",
    )
    _move(stage, city, CUF_ROUND, one, "decide", decision, 36)
    _move(stage, officer, CUF_ROUND, one, "publish", Nothing(), 34)


def _tunis(stage: Stage) -> None:
    """A round whose meeting was held: one of two has entered the sheet."""
    officer = "officer.tunisia"
    terms = Terms(envelope=60_000_000, marks=2, womens_mechanism=WomensMechanism.W4, floor_permille=1000)
    one = _frozen(stage, "Tunis", "Tunis, first round", officer, (BAB_ZITOUN,), terms, 28)
    meeting = _met(stage, one, "A", BAB_ZITOUN, officer, 6)
    _entered(stage, meeting, BAB_ZITOUN, "A", ("facilitator",), 5)


def _frozen(
    stage: Stage,
    city: str,
    title: str,
    officer: str,
    settlements: tuple[Voters, ...],
    terms: Terms,
    days_ago: int,
) -> str:
    """A round with the needs of its settlements listed and its terms frozen; gives its reference."""
    needs = [
        (wish, _named(stage, voters, wish, days_ago)) for voters in settlements for wish in voters.wishes
    ]
    form = OpenForm(
        title=title,
        place=stage.places[city],
        settlements=tuple(stage.places[one.name] for one in settlements),
    )
    one = _begin(stage, officer, CUF_ROUND, "prepare", form, days_ago - 2)
    _move(stage, officer, CUF_ROUND, one, "terms", terms, days_ago - 2)
    for wish, need in needs:
        _move(
            stage, f"municipal.{city.lower()}", CUF_ROUND, one, "list_need", _listed(wish, need), days_ago - 4
        )
    _move(stage, officer, CUF_ROUND, one, "propose", Nothing(), days_ago - 6)
    _move(stage, "manager", CUF_ROUND, one, "freeze", Nothing(), days_ago - 8)
    return one


def _named(stage: Stage, voters: Voters, wish: Wish, days_ago: int) -> str:
    need = Need(
        settlement=stage.places[voters.name],
        title=wish.title,
        kind=wish.kind,
        rough_cost=wish.cost,
        named_by=NamedBy.BOTH,
    )
    return _begin(stage, f"forum.{voters.key}", CUF_PROJECT, "name", need, days_ago)


def _listed(wish: Wish, need: str) -> ListForm:
    told: dict[str, Any] = {
        "need": need,
        "picture": wish.picture,
        "place": wish.place,
        "households": wish.households,
        "feasibility": Feasibility.FEASIBLE if wish.feasible else Feasibility.NOT_FEASIBLE,
        "feasibility_reason": None if wish.feasible else "The creek is thirty metres wide here.",
    }
    return ListForm.model_validate(told)


def _met(stage: Stage, one: str, letter: str, voters: Voters, officer: str, days_ago: int) -> str:
    """A meeting planned and held; gives its reference."""
    plan = PlanForm(
        settlement=f"{one}-{letter}", planned_on=stage.moment(days_ago).date(), place="On the school's ground"
    )
    meeting = _begin(stage, officer, CUF_MEETING, "plan", plan, days_ago + 5)
    came = HoldForm(
        held_on=stage.moment(days_ago).date(),
        women=voters.women,
        men=voters.men,
        eligible=voters.eligible,
        secrecy=Secrecy.CLOSED,
    )
    _move(stage, f"facilitator.{voters.key}", CUF_MEETING, meeting, "hold", came, days_ago)
    return meeting


def _entered(
    stage: Stage, meeting: str, voters: Voters, letter: str, people: tuple[str, ...], days_ago: int
) -> None:
    form = TallyForm(meeting=meeting, cells=_sheet(voters, letter))
    for person in people:
        who = f"facilitator.{voters.key}" if person == "facilitator" else person
        _begin(stage, who, CUF_TALLY, "enter", form, days_ago)


def _sheet(voters: Voters, letter: str) -> Mapping[str, int]:
    """The tally sheet as it was filled in: every ballot valid, no card left."""
    cells: dict[str, int] = {}
    for group, ballots in (("women", voters.women), ("men", voters.men), ("unknown", 0)):
        cells |= {f"ballots/sex/{group}/{kind}": ballots for kind in ("cards_issued", "ballots_cast")}
        cells |= {f"ballots/sex/{group}/{kind}": 0 for kind in ("ballots_spoiled", "not_used")}
    for number, wish in enumerate(voters.wishes, start=1):
        if wish.feasible:
            counts = {"total": wish.women + wish.men, "sex/women": wish.women, "sex/men": wish.men}
            cells |= {f"{group}/{letter}{number}": votes for group, votes in counts.items()}
            cells[f"sex/unknown/{letter}{number}"] = 0
    return cells


def _papers(stage: Stage, meeting: str, officer: str, voters: Voters, days_ago: int) -> None:
    """Minutes and sheet as they are kept for everybody: functions only, no names."""
    for purpose, text in (
        (Purpose.MINUTES, f"Minutes of {voters.name}. Chaired by the chair of the settlement forum."),
        (Purpose.SHEET, f"Tally sheet of {voters.name}. Counted by two members of the forum."),
    ):
        file = receive(BytesIO(text.encode()), f"{purpose}.txt", Store(stage.documents), LARGEST_PAPER)
        form = Paper(file=file, title=text.partition(".")[0], purpose=purpose)
        _move(stage, officer, CUF_MEETING, meeting, "attach", form, days_ago)


def _begin(stage: Stage, who: str, flow: AnyFlow, name: str, form: Form, days_ago: int) -> str:
    with stage.acting(who, days_ago) as tx:
        return str(begin(tx, flow, name, form).reference)


def _move(
    stage: Stage, who: str, flow: AnyFlow, reference: str, move: str, form: Form, days_ago: int
) -> None:
    with stage.acting(who, days_ago) as tx:
        fire(tx, flow, find(tx.session, tx.actor, flow, reference, tx.now), move, form)
