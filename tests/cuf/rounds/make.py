"""A round of Monrovia for tests: its needs listed, its terms frozen, its meetings counted, each in one line."""

from collections.abc import Mapping
from typing import Any, TypeVar

from app.cuf.flow import CUF_PROJECT
from app.cuf.meetings.flow import CUF_MEETING, CUF_TALLY
from app.cuf.meetings.models import Meeting, Secrecy, Tally
from app.cuf.meetings.schemas import HoldForm, Paper, PlanForm, Purpose, TallyForm, VerifyForm
from app.cuf.models import Kind, Project
from app.cuf.rounds.flow import CUF_ROUND
from app.cuf.rounds.models import Feasibility, Picture, Round
from app.cuf.rounds.outcomes import Body
from app.cuf.rounds.schemas import DecisionForm, ListForm, OpenForm, Terms
from app.cuf.schemas import NamedBy, Need
from app.documents.schemas import ReceivedFile
from app.kernel.actors import Office, Role
from app.kernel.flow import Flow, Form, Nothing, Offer, begin, find, fire, offers
from app.kernel.things import Thing
from tests.cuf.make import NOW, Fund, days

T = TypeVar("T", bound=Thing)
AFTER = NOW + days(8)
"""When objections can no longer be made."""
NEEDS = {
    "A1": ("Six water kiosks", "kpaye", 6_000_000, 600),
    "A2": ("Toilet block", "kpaye", 4_500_000, 320),
    "A3": ("Solid-waste points", "kpaye", 4_500_000, 320),
    "A4": ("Market shed", "kpaye", 9_000_000, 200),
    "A5": ("Lamps", "kpaye", 2_000_000, 410),
    "B1": ("Raised walkway", "togba", 5_000_000, 300),
}
"""PRIORITISATION 2.2's worked example in settlement A, and one need of settlement B."""
VOTES = {"A1": (14, 17), "A2": (16, 9), "A3": (16, 9), "A4": (20, 5), "A5": (6, 8)}
"""The example's votes, women's and men's; 26 women and 20 men voted."""
SINGLE = ("A1", "A2", "A3", "A4", "A5")


def cast(fund: Fund) -> None:
    """Everybody a round takes beside the settlement's forum."""
    fund.join("manager", (Role.APPROVER, "", Office.PROGRAMME_MANAGER))
    fund.join("city", (Role.MUNICIPAL_FORUM, "monrovia"))
    fund.join("facilitator.togba", (Role.FACILITATOR, "togba"))


def terms(**changes: Any) -> Terms:
    """15,000,000 minor units, all by households, no ceiling in the way."""
    told: dict[str, Any] = {
        "envelope": 15_000_000,
        "marks": 3,
        "womens_mechanism": "W4",
        "women_permille": 400,
    }
    return Terms.model_validate(told | changes)


def begun(fund: Fund, who: str, flow: Flow[T, Any], name: str, form: Form, explanation: str = "") -> T:
    """A new thing, made and committed."""
    with fund.acting(who) as tx:
        return begin(tx, flow, name, form, explanation=explanation)


def moved(
    fund: Fund,
    who: str,
    flow: Flow[T, Any],
    reference: str,
    name: str,
    form: Form | None = None,
    **about: Any,
) -> T:
    """One move, as the page makes it: found by whoever acts, fired, committed."""
    with fund.acting(who, about.pop("now", NOW)) as tx:
        thing = find(tx.session, tx.actor, flow, reference, tx.now)
        return fire(tx, flow, thing, name, form or Nothing(), **about)


def offered(fund: Fund, who: str, flow: Flow[T, Any], reference: str, **about: Any) -> dict[str, Offer]:
    """What this person may do, by the moves' names."""
    now = about.get("now", NOW)
    with fund.databases.read() as session:
        thing = find(session, fund.cast[who], flow, reference, now)
        found = offers(session, fund.cast[who], flow, [thing], now)[thing.id]
    return {offer.move.name: offer for offer in found}


def need(fund: Fund, code: str) -> str:
    """The need behind an option; gives its reference."""
    title, place, cost, _households = NEEDS[code]
    form = Need(
        settlement=fund.places[place].reference,
        title=title,
        kind=Kind.OTHER,
        rough_cost=cost // 100,
        named_by=NamedBy.BOTH,
    )
    return begun(fund, "forum" if place == "kpaye" else "forum.togba", CUF_PROJECT, "name", form).reference


def prepared(fund: Fund, *codes: str, **changes: Any) -> str:
    """A round in preparation with its terms and these options; gives its reference."""
    wanted = codes or SINGLE
    places = sorted({NEEDS[code][1] for code in wanted})
    form = OpenForm(
        title="Round of Monrovia",
        place=fund.places["monrovia"].reference,
        settlements=tuple(fund.places[place].reference for place in places),
    )
    reference = begun(fund, "officer", CUF_ROUND, "prepare", form).reference
    moved(fund, "officer", CUF_ROUND, reference, "terms", terms(**changes))
    for code in wanted:
        moved(fund, "officer", CUF_ROUND, reference, "list_need", listing(need(fund, code), code))
    return reference


def listing(reference: str, code: str = "A1", **changes: Any) -> ListForm:
    """A need as an option, complete."""
    told: dict[str, Any] = {
        "need": reference,
        "picture": Picture.TAP,
        "place": "By the old well",
        "feasibility": Feasibility.FEASIBLE,
        "households": NEEDS[code][3],
    }
    return ListForm.model_validate(told | changes)


def frozen(fund: Fund, *codes: str, **changes: Any) -> str:
    """A round whose terms are frozen."""
    reference = prepared(fund, *codes, **changes)
    moved(fund, "officer", CUF_ROUND, reference, "propose")
    moved(fund, "manager", CUF_ROUND, reference, "freeze")
    return reference


# --- Meetings ---------------------------------------------------------------------------------------


def planned(fund: Fund, round_reference: str, letter: str = "A") -> str:
    """A meeting planned; gives its reference."""
    form = PlanForm(
        settlement=f"{round_reference}-{letter}", planned_on=NOW.date(), place="Under the mango tree"
    )
    return begun(fund, "officer", CUF_MEETING, "plan", form).reference


def attendance(women: int = 26, men: int = 20, **changes: Any) -> HoldForm:
    told: dict[str, Any] = {
        "held_on": NOW.date(),
        "women": women,
        "men": men,
        "eligible": 60,
        "secrecy": Secrecy.CLOSED,
    }
    return HoldForm.model_validate(told | changes)


def sheet(
    votes: Mapping[str, tuple[int, int]] = VOTES, women: int = 26, men: int = 20
) -> dict[str, int | None]:
    """A whole sheet of marks by women and men; every ballot valid, no card left."""
    cells: dict[str, int | None] = {}
    for group, ballots in (("women", women), ("men", men), ("unknown", 0)):
        cells |= {
            f"ballots/sex/{group}/cards_issued": ballots,
            f"ballots/sex/{group}/ballots_cast": ballots,
            f"ballots/sex/{group}/ballots_spoiled": 0,
            f"ballots/sex/{group}/not_used": 0,
        }
    for code, (by_women, by_men) in votes.items():
        cells |= {
            f"total/{code}": by_women + by_men,
            f"sex/women/{code}": by_women,
            f"sex/men/{code}": by_men,
            f"sex/unknown/{code}": 0,
        }
    return cells


def held(fund: Fund, round_reference: str, letter: str = "A", **who_came: Any) -> str:
    """A meeting that was held; gives its reference."""
    reference = planned(fund, round_reference, letter)
    who = "facilitator" if letter == "A" else "facilitator.togba"
    moved(fund, who, CUF_MEETING, reference, "hold", attendance(**who_came))
    return reference


def entered(
    fund: Fund, who: str, meeting: str, cells: Mapping[str, int | None], explanation: str = ""
) -> Tally:
    """One entry of a sheet."""
    form = TallyForm(meeting=meeting, cells=dict(cells))
    return begun(fund, who, CUF_TALLY, "enter", form, explanation)


def paper(fund: Fund, meeting: str, purpose: Purpose) -> None:
    """A paper of the meeting, as if its file had been received."""
    digest = ("a" if purpose is Purpose.MINUTES else "b") * 64
    received = ReceivedFile(f"{purpose}.pdf", "application/pdf", digest, 1_000)
    form = Paper(file=received, title=purpose.value, purpose=purpose)
    moved(fund, "officer", CUF_MEETING, meeting, "attach", form)


def verified(
    fund: Fund,
    round_reference: str,
    cells: Mapping[str, int | None] | None = None,
    letter: str = "A",
    **about: Any,
) -> str:
    """A meeting whose sheet two people entered alike, verified by a third; gives its reference."""
    reference = held(fund, round_reference, letter, **about)
    sheets = sheet() if cells is None else cells
    who = "facilitator" if letter == "A" else "facilitator.togba"
    entered(fund, who, reference, sheets)
    entered(fund, "municipal", reference, sheets)
    moved(fund, "officer", CUF_MEETING, reference, "verify", VerifyForm(no_personal_data=True))
    return reference


def locked(
    fund: Fund,
    round_reference: str,
    cells: Mapping[str, int | None] | None = None,
    letter: str = "A",
    **about: Any,
) -> str:
    """A meeting that counts; gives its reference."""
    reference = verified(fund, round_reference, cells, letter, **about)
    paper(fund, reference, Purpose.MINUTES)
    paper(fund, reference, Purpose.SHEET)
    moved(fund, "officer", CUF_MEETING, reference, "lock")
    return reference


# --- Results ----------------------------------------------------------------------------------------


def decision(**changes: Any) -> DecisionForm:
    told: dict[str, Any] = {
        "body": Body.MUNICIPAL_FORUM,
        "decided_on": AFTER.date(),
        "minutes": "Minutes 7",
        "womens_reason": "It costs more than there is.",
    }
    return DecisionForm.model_validate(told | changes)


def the_round(fund: Fund, reference: str) -> Round:
    """The round as it stands, whoever may see it."""
    with fund.databases.read() as session:
        return session.query(Round).filter_by(reference=reference).one()


def the_meeting(fund: Fund, reference: str) -> Meeting:
    with fund.databases.read() as session:
        return session.query(Meeting).filter_by(reference=reference).one()


def project_of(fund: Fund, code: str) -> Project:
    """The need behind an option, as it stands."""
    with fund.databases.read() as session:
        return session.query(Project).filter_by(title=NEEDS[code][0]).one()
