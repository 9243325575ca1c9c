"""The demonstration's money: four sources, received, booked at the rates of the day, allotted and charged."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.funding.models import Instrument, Theme, Window
from app.funding.periods.flow import PERIODS
from app.funding.periods.schemas import PeriodForm
from app.funding.rates.flow import RATES
from app.funding.rates.schemas import RateForm
from app.funding.sources.flow import ALLOTMENTS, CHARGES, CONTRIBUTIONS, SOURCES
from app.funding.sources.models import Sort
from app.funding.sources.queries import source_coded
from app.funding.sources.schemas import (
    AllotForm,
    ChargeForm,
    PledgeForm,
    ReceiptForm,
    SignForm,
    SourceForm,
)
from app.kernel.flow import AnyFlow, Form, begin, fire
from app.kernel.stage import Stage
from app.kernel.things import Thing
from app.parties.flow import PARTIES
from app.parties.models import LegalForm
from app.parties.schemas import OrganisationForm

FIRST, SECOND, APPROVER = "finance", "finance.second", "director"
MONTHS_BACK, MONTHS_AHEAD = 36, 6
RATES_OF_THE_DAY = {"EUR": "0.920", "CHF": "0.880"}
"""DOMAIN 5, R96."""
REGISTERED_DAYS_AGO, RECEIVED_DAYS_AGO = 850, 840


@dataclass(frozen=True)
class Story:
    """One source of DOMAIN 6: what its donor gives, what for, and where it is allotted (whole US dollars)."""

    code: str
    title: str
    donor: str
    legal_form: LegalForm
    country: str
    currency: str
    amount: int
    allotments: tuple[tuple[str, int, dict[str, Any]], ...]
    earmark: dict[str, Any] = field(default_factory=dict)
    fee: int = 0
    ends_in: int | None = None
    """Days from the demonstration's day to the source's end."""


CUF: dict[str, Any] = {"instrument": Instrument.CUF}
STORIES = (
    Story(
        "SRC-01", "Core multi-donor fund", "Members' Core Fund", LegalForm.INTERNATIONAL, "BE", "USD", 1_200_000,
        (
            ("Liberia", 300_000, {"country": "LBR"}),
            ("Uganda", 380_000, {"country": "UGA"}),
            ("Tunisia", 150_000, {"country": "TUN"}),
            ("Ethiopia", 20_000, {"country": "ETH"}),
            ("Global Window", 270_000, {"window": Window.GLOBAL}),
        ),
        fee=60_000,
    ),
    Story(
        "SRC-02", "Climate adaptation in Liberia", "Donor North", LegalForm.PUBLIC_BODY, "NO", "EUR", 400_000,
        (("Community upgrading in Liberia", 120_000, {"country": "LBR", **CUF}),),
        {"countries": ("LBR",), "themes": (Theme.CLIMATE,)},
        ends_in=184,
    ),
    Story(
        "SRC-03", "Migration and cities", "Donor Alpine", LegalForm.PUBLIC_BODY, "CH", "CHF", 600_000,
        (
            ("Community upgrading in Ethiopia", 150_000, {"country": "ETH", **CUF}),
            ("Community upgrading in Uganda", 150_000, {"country": "UGA", **CUF}),
        ),
        {"countries": ("ETH", "UGA"), "themes": (Theme.MIGRATION,)},
    ),
    Story(
        "SRC-04", "Innovation Fund", "Foundation Blue", LegalForm.FOUNDATION, "US", "USD", 150_000,
        (("Innovation Fund", 140_000, {"instrument": Instrument.INNOVATION, "window": Window.GLOBAL}),),
        {"instruments": (Instrument.INNOVATION,), "window": Window.GLOBAL},
    ),
)  # fmt: skip


def play(stage: Stage) -> None:
    """The books' months, the rates, then each source from its donor's registration to its allotments."""
    _open_months(stage)
    for currency, per_usd in RATES_OF_THE_DAY.items():
        form = RateForm(
            currency=currency,
            per_usd=per_usd,
            effective_on=stage.moment(RECEIVED_DAYS_AGO + 10).date(),
            source="UN operational rates of exchange, as published for the month",
        )
        _walk(stage, RATES, _born(stage, RATES, "enter", form), (SECOND, "confirm", None))
    for story in STORIES:
        _tell(stage, story)


def _open_months(stage: Stage) -> None:
    first = stage.today.year * 12 + stage.today.month - 1 - MONTHS_BACK
    with stage.acting(FIRST, REGISTERED_DAYS_AGO + 20) as tx:
        for month in range(first, first + MONTHS_BACK + MONTHS_AHEAD + 1):
            begin(tx, PERIODS, "open", PeriodForm(month=f"{month // 12}-{month % 12 + 1:02}"))


def _tell(stage: Stage, story: Story) -> None:
    day = stage.moment(REGISTERED_DAYS_AGO).date()
    with stage.acting("administrator", REGISTERED_DAYS_AGO) as tx:
        registered = OrganisationForm(
            title=story.donor,
            legal_form=story.legal_form,
            registration_number=f"{story.country}-{story.code}",
            country=story.country,
        )
        donor = begin(tx, PARTIES, "organisation", registered).reference
    form = SourceForm(
        code=story.code,
        title=story.title,
        donor=donor,
        currency=story.currency,
        ends_on=None if story.ends_in is None else stage.today + timedelta(days=story.ends_in),
        **story.earmark,
    )
    source = _born(stage, SOURCES, "register", form)
    pledge = PledgeForm(
        source=source.reference, title="Whole contribution", amount=story.amount * 100, pledged_on=day
    )
    contribution = _born(stage, CONTRIBUTIONS, "pledge", pledge, under=story.code)
    _walk(stage, SOURCES, source, (APPROVER, "open", None))
    received = ReceiptForm(
        received_on=day + timedelta(days=8), received=story.amount * 100, proof=f"Credit advice {story.code}"
    )
    _walk(
        stage,
        CONTRIBUTIONS,
        contribution,
        (FIRST, "sign", SignForm(signed_on=day, agreement=f"Agreement {story.code}")),
        (FIRST, "enter_receipt", received),
        (SECOND, "confirm_receipt", None),
    )
    _set_aside(stage, story, source)


def _set_aside(stage: Stage, story: Story, source: Thing) -> None:
    day = stage.moment(RECEIVED_DAYS_AGO).date()
    if story.fee:
        charge = ChargeForm(
            source=source.reference, sort=Sort.FEE, amount=story.fee * 100, charged_on=day, voucher="FEE-1"
        )
        charged = _born(stage, CHARGES, "charge", charge, under=story.code)
        _walk(stage, CHARGES, charged, (SECOND, "confirm", None))
    for title, dollars, purpose in story.allotments:
        form = AllotForm(source=source.reference, title=title, amount=dollars * 100, **purpose)
        allotment = _born(stage, ALLOTMENTS, "allot", form, under=story.code)
        _walk(stage, ALLOTMENTS, allotment, (APPROVER, "confirm", None))


def _born(stage: Stage, flow: AnyFlow, name: str, form: Form, under: str = "") -> Thing:
    with stage.acting(FIRST, RECEIVED_DAYS_AGO) as tx:
        parent = source_coded(tx.session, under) if under else None
        made: Thing = begin(tx, flow, name, form, parent=parent)
        return made


def _walk(stage: Stage, flow: AnyFlow, thing: Thing, *moves: tuple[str, str, Form | None]) -> None:
    for person, name, form in moves:
        with stage.acting(person, RECEIVED_DAYS_AGO) as tx:
            found = tx.session.scalars(select(flow.model).where(flow.model.id == thing.id)).one()
            fire(tx, flow, found, name, form or flow.by_name[name].form())
