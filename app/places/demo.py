"""The demonstration's places: real cities, invented settlements, and the officers and forums that hold posts there."""

from dataclasses import dataclass

from sqlalchemy import select

from app.kernel.actors import Office, Role, Scope, ScopeKind
from app.kernel.flow import begin, find, fire
from app.kernel.stage import Part, Stage
from app.places.flow import PLACES
from app.places.geometry import Point
from app.places.models import Place, Sanitation, Tenure, Waste, Water
from app.places.schemas import CityForm, ProfileForm, SettlementForm


@dataclass(frozen=True)
class Settlement:
    """An invented settlement: whom it has for a forum, where it lies, and who lives there."""

    key: str
    name: str
    city: str
    centre: Point
    female: int
    male: int
    displaced: int | None = None


COUNTRIES = {"liberia": "LBR", "uganda": "UGA", "tunisia": "TUN", "ethiopia": "ETH"}
CITIES = {
    "Monrovia": ("liberia", Point(-10_801_000, 6_313_000), False),
    "Jinja": ("uganda", Point(33_204_000, 447_000), True),
    "Arua": ("uganda", Point(30_911_000, 3_020_000), True),
    "Tunis": ("tunisia", Point(10_181_000, 36_806_000), False),
    "Jigjiga": ("ethiopia", Point(42_796_000, 9_350_000), True),
}
SETTLEMENTS = (
    Settlement("kpaye", "Kpaye Landing", "Monrovia", Point(-10_790_000, 6_330_000), 3_190, 3_010),
    Settlement("togba", "Togba Swamp", "Monrovia", Point(-10_760_000, 6_290_000), 1_790, 1_660),
    Settlement("masafu", "Masafu East", "Jinja", Point(33_220_000, 460_000), 2_520, 2_280),
    Settlement("nalule", "Nalule Central", "Jinja", Point(33_190_000, 430_000), 3_900, 3_450),
    Settlement("odravu", "Odravu Lane", "Arua", Point(30_920_000, 3_030_000), 1_540, 1_360),
    Settlement("babzitoun", "Bab Zitoun quarter", "Tunis", Point(10_170_000, 36_795_000), 2_600, 2_500),
    Settlement("garab", "Garab-II", "Jigjiga", Point(42_810_000, 9_360_000), 4_500, 4_400, 2_100),
)
PEOPLE_A_HOUSEHOLD = 5


def play(stage: Stage) -> None:
    """Officers for each country, the cities and their teams, the settlements, their forums and profiles."""
    if stage.invite is None:
        raise LookupError("people come before places")
    for country, iso3 in COUNTRIES.items():
        _remember(stage, country, iso3=iso3)
        stage.invite(stage, f"officer.{country}", (Part(Role.PROGRAMME_OFFICER, country),))
        stage.invite(stage, f"safeguards.{country}", (Part(Role.SAFEGUARDS, country),))
    for city, (country, centre, secondary) in CITIES.items():
        with stage.acting(f"officer.{country}", 880) as tx:
            form = CityForm(title=city, centre=centre, country=stage.places[country], secondary=secondary)
            begin(tx, PLACES, "city", form)
        _remember(stage, city, title=city)
        stage.invite(stage, f"municipal.{city.lower()}", (Part(Role.MUNICIPAL_TEAM, city),))
        stage.invite(stage, f"municipal.second.{city.lower()}", (Part(Role.MUNICIPAL_TEAM, city),))
    for settlement in SETTLEMENTS:
        _settle(stage, settlement)


def _settle(stage: Stage, settlement: Settlement) -> None:
    officer = f"officer.{CITIES[settlement.city][0]}"
    with stage.acting(officer, 870) as tx:
        form = SettlementForm(
            title=settlement.name, centre=settlement.centre, city=stage.places[settlement.city]
        )
        begin(tx, PLACES, "settlement", form)
    _remember(stage, settlement.name, title=settlement.name)
    if stage.invite is None:
        return
    for key, part in {
        "forum": Part(Role.FORUM, settlement.name),
        "chair": Part(Role.FORUM, settlement.name, Office.CERTIFIER),
        "treasurer": Part(Role.FORUM, settlement.name, Office.CERTIFIER),
        "helper": Part(Role.TECHNICAL_HELPER, settlement.name),
        "facilitator": Part(Role.FACILITATOR, settlement.name),
    }.items():
        stage.invite(stage, f"{key}.{settlement.key}", (part,))
    with stage.acting(f"forum.{settlement.key}", 860) as tx:
        place = find(tx.session, tx.actor, PLACES, stage.places[settlement.name], tx.now)
        fire(tx, PLACES, place, "profile", _profile(settlement, stage))


def _profile(settlement: Settlement, stage: Stage) -> ProfileForm:
    people = settlement.female + settlement.male
    return ProfileForm(
        counted_on=stage.moment(865).date(),
        female=settlement.female,
        male=settlement.male,
        households=people // PEOPLE_A_HOUSEHOLD,
        displaced=settlement.displaced,
        source="Community enumeration, house by house",
        counted_by="Settlement forum with the city's planning office",
        tenure=Tenure.INSECURE,
        water=Water.LIMITED,
        sanitation=Sanitation.UNIMPROVED,
        waste=Waste.DUMPED,
    )


def _remember(stage: Stage, key: str, **like: str) -> None:
    """Keep a place's reference and scope under the name that the demonstration calls it by."""
    with stage.databases.read() as session:
        place = session.scalars(select(Place).filter_by(**like)).one()
        stage.places[key] = place.reference
        stage.scopes[key] = Scope(ScopeKind.PLACE, place.id)
