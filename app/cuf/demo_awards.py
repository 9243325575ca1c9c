"""The demonstration's awards: who may sign for the groups, and each approved project up to where its award stands."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cuf.approval.schemas import Approve
from app.cuf.flow import CUF_PROJECT
from app.funding.awards import schedule
from app.funding.awards.flow import AWARDS
from app.funding.awards.models import Award, FxMethod, Modality, Risk
from app.funding.awards.schemas import Prepare, ShareLine, Sign, SignAsGrantee
from app.funding.sources.models import Allotment
from app.identity.flow import POSTS
from app.identity.queries import account_of
from app.identity.schemas import GivePost
from app.kernel.actors import Office, Role, ScopeKind
from app.kernel.flow import Form, Nothing, begin, find, fire
from app.kernel.policy import put
from app.kernel.stage import Stage
from app.parties.demo_proofs import screen
from app.parties.models import Party
from app.parties.queries import legal_representatives
from app.places.demo import SETTLEMENTS

COUNTRY_NAMES = {"LBR": "Liberia", "UGA": "Uganda", "TUN": "Tunisia", "ETH": "Ethiopia"}
TRANCHES = {
    "UGA": [["0.00", ["50", "50"]], ["15000.00", ["40", "40", "20"]]],
    "TUN": [["0.00", ["60", "40"]]],
}
"""What two countries plan instead of 40/40/20 (DOMAIN 6)."""
DAYS_HELD = 730
SMALL_TO = 10_000
"""Up to what amount, in US dollars, an award is on the small track (DOMAIN 3.5)."""


@dataclass(frozen=True)
class Awarded:
    """What the story of a project tells of its award; `money` is its allotment, by title."""

    settlement: str
    city: str
    country: str
    grant: int
    approved_days_ago: int
    money: str
    lasts: int


def let_groups_sign(stage: Stage) -> None:
    """The countries' own plans of tranches, and the posts of those who sign for a settlement's group."""
    for country, plan in TRANCHES.items():
        table = {**schedule.DEFAULTS, "standard": {**schedule.DEFAULTS["standard"], "tranches": plan}}
        with stage.acting("administrator", 890) as tx:
            put(tx, schedule.POLICY, country, stage.today - timedelta(days=1_000), table)
    for settlement in SETTLEMENTS:
        for key in ("chair", "treasurer"):
            _let_sign(stage, f"{key}.{settlement.key}", _group(settlement.name))


def _group(settlement: str) -> str:
    return f"Forum of {settlement}"


def _let_sign(stage: Stage, person: str, group: str) -> None:
    with stage.acting("administrator", 845) as tx:
        party = tx.session.scalars(select(Party).where(Party.title == group)).one()
        form = GivePost(
            holder=account_of(tx.session, stage.people[person]).reference,
            role=Role.APPLICANT,
            office=Office.CERTIFIER,
            scope_kind=ScopeKind.PARTY,
            scope_id=party.id,
            scope_label=group,
            until=stage.today + timedelta(days=DAYS_HELD),
        )
        begin(tx, POSTS, "give", form)


def award(stage: Stage, reference: str, story: Awarded) -> None:
    """Approved, prepared, signed by both and made active, in a fortnight."""
    approved = story.approved_days_ago
    name = next(one.name for one in SETTLEMENTS if one.key == story.settlement)
    with stage.acting("manager", approved) as tx:
        form = Approve(
            executing_body=_reference(tx.session, Party, _group(name)),
            starts_on=tx.today,
            ends_on=tx.today + timedelta(days=story.lasts),
            shares=(
                ShareLine(
                    allotment=_reference(tx.session, Allotment, story.money),
                    amount=story.grant * 100,
                ),
            ),
        )
        project = find(tx.session, tx.actor, CUF_PROJECT, reference, tx.now)
        key = fire(tx, CUF_PROJECT, project, "approve", form).award_id
    officer = f"officer.{COUNTRY_NAMES[story.country].lower()}"
    with stage.databases.read() as session:
        group = session.scalars(select(Party).where(Party.title == _group(name))).one()
        signatory = legal_representatives(session, group.id, stage.today)[0].id
        city = _reference(session, Party, f"City of {story.city.capitalize()}")
    screen(stage, officer, group.reference, approved - 2)
    _move(stage, key, officer, approved - 3, "prepare", _terms(story, city))
    by_grantee = SignAsGrantee(
        signatory=signatory,
        co_signatory="" if _is_small(story) else "The city's own director",
        signed_on=stage.today - timedelta(days=approved - 7),
    )
    _move(stage, key, f"chair.{story.settlement}", approved - 7, "sign_as_grantee", by_grantee)
    by_host = Sign(signatory="The host authority", signed_on=stage.today - timedelta(days=approved - 10))
    _move(stage, key, "host", approved - 10, "sign", by_host)
    _move(stage, key, officer, approved - 12, "activate", Nothing())


def _is_small(story: Awarded) -> bool:
    return story.grant <= SMALL_TO


def _terms(story: Awarded, city: str) -> Prepare:
    """An advance of medium risk; above the small track the city signs with the group (R36)."""
    return Prepare(
        modality=Modality.ADVANCE,
        risk=Risk.MEDIUM,
        fx_method=FxMethod.MONTHLY,
        co_signer="" if _is_small(story) else city,
    )


def _reference(session: Session, model: type[Party | Allotment], title: str) -> str:
    return session.scalars(select(model).where(model.title == title)).one().reference


def _move(stage: Stage, key: int | None, who: str, days_ago: int, move: str, form: Form) -> None:
    with stage.acting(who, days_ago) as tx:
        fire(tx, AWARDS, tx.session.get_one(Award, key), move, form)
