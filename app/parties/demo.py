"""The demonstration's parties: the organisations, municipalities and community groups that it speaks of."""

from datetime import timedelta

from app.kernel.flow import Form, begin
from app.kernel.stage import Stage
from app.parties.demo_proofs import prove
from app.parties.flow import PARTIES
from app.parties.models import LegalForm
from app.parties.schemas import GroupForm, MunicipalityForm, OrganisationForm
from app.places.demo import CITIES, SETTLEMENTS

ORGANISATIONS = (
    ("Harbour Communities Network", LegalForm.NGO, "LR", "liberia"),
    ("West Nile Urban Forum Trust", LegalForm.FOUNDATION, "UG", "uganda"),
    ("Institute for Secondary Cities", LegalForm.UNIVERSITY, "TN", "tunisia"),
)
DAYS_REGISTERED = 3_000
DAYS_AGO = 850


def play(stage: Stage) -> None:
    """Each is registered by the officer of its country."""
    for name, legal_form, iso2, country in ORGANISATIONS:
        form = OrganisationForm(
            title=name,
            legal_form=legal_form,
            registration_number=f"{iso2}-{len(name)}",
            registered_on=stage.today - timedelta(days=DAYS_REGISTERED),
            country=iso2,
            places=(stage.places[country],),
        )
        _register(stage, country, "organisation", form)
    for city, (country, _centre, _secondary) in CITIES.items():
        form_of_city = MunicipalityForm(title=f"City of {city}", city=stage.places[city])
        _register(stage, country, "municipality", form_of_city)
    for settlement in SETTLEMENTS:
        group = GroupForm(
            title=f"Forum of {settlement.name}",
            legal_form=LegalForm.NONE,
            places=(stage.places[settlement.name],),
        )
        _register(stage, CITIES[settlement.city][0], "group", group)


def _register(stage: Stage, country: str, birth: str, form: Form) -> None:
    with stage.acting(f"officer.{country}", DAYS_AGO) as tx:
        party = begin(tx, PARTIES, birth, form).reference
    prove(stage, f"officer.{country}", party)
