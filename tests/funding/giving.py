"""A donor with sources for tests: registered, pledged, opened, received and allotted in one line each."""

from typing import Any, TypeVar

from app.funding.models import Instrument
from app.funding.rates.flow import RATES
from app.funding.rates.models import Rate
from app.funding.rates.schemas import RateForm
from app.funding.sources.flow import ALLOTMENTS, CHARGES, CONTRIBUTIONS, SOURCES
from app.funding.sources.models import Allotment, Charge, Contribution, Source
from app.funding.sources.schemas import AllotForm, ChargeForm, PledgeForm, ReceiptForm, SignForm, SourceForm
from app.kernel.actors import Actor
from app.kernel.db import Databases
from app.kernel.flow import AnyFlow, Flow, Form, begin, fire
from app.kernel.things import Thing
from app.parties.flow import PARTIES
from app.parties.schemas import OrganisationForm
from tests.funding.fund import APPROVER, FINANCE, OTHER_FINANCE, moving
from tests.places.world import ADMINISTRATOR

T = TypeVar("T", bound=Thing)


def born(
    databases: Databases,
    flow: Flow[T, Any],
    name: str,
    form: Form,
    *,
    actor: Actor = FINANCE,
    under: Source | None = None,
) -> T:
    """A new thing of finance, made and committed."""
    with moving(databases, actor) as tx:
        parent = tx.session.get_one(Source, under.id) if under else None
        return begin(tx, flow, name, form, parent=parent)


def moved(
    databases: Databases,
    flow: Flow[T, Any],
    thing: T,
    name: str,
    form: Form | None = None,
    *,
    actor: Actor = FINANCE,
) -> T:
    """The thing after one move, committed."""
    with moving(databases, actor) as tx:
        return fire(tx, flow, tx.session.get_one(flow.model, thing.id), name, form or asked(flow, name))


def asked(flow: AnyFlow, name: str) -> Form:
    """The move's form with a reason where it asks for one."""
    form = flow.by_name[name].form
    return form.model_validate({"reason": "As the donor wrote"} if "reason" in form.model_fields else {})


def source(databases: Databases, code: str = "SRC-01", currency: str = "USD", **more: Any) -> Source:
    """A source of a donor of its own, in preparation."""
    donor = OrganisationForm.model_validate(
        {"title": f"Donor of {code}", "legal_form": "ngo", "country": "CH", "registration_number": code}
    )
    reference = born(databases, PARTIES, "organisation", donor, actor=ADMINISTRATOR).reference
    told = {"code": code, "title": f"Source {code}", "donor": reference, "currency": currency, **more}
    return born(databases, SOURCES, "register", SourceForm.model_validate(told))


def pledge(databases: Databases, under: Source, minor: int = 120_000_000) -> Contribution:
    """A pledge, in minor units of the source's currency."""
    form = PledgeForm(source=under.reference, title="First instalment", amount=minor, pledged_on="2026-05-01")
    return born(databases, CONTRIBUTIONS, "pledge", form, under=under)


def opened(databases: Databases, under: Source) -> Source:
    """The source, opened by the approver."""
    return moved(databases, SOURCES, under, "open", actor=APPROVER)


def entered(databases: Databases, contribution: Contribution, minor: int | None = None) -> Contribution:
    """The contribution, signed, its receipt entered."""
    sign = SignForm(signed_on="2026-05-10", agreement="Agreement 7")
    moved(databases, CONTRIBUTIONS, contribution, "sign", sign)
    receipt = ReceiptForm(received_on="2026-06-15", received=minor or contribution.amount, proof="Advice 12")
    return moved(databases, CONTRIBUTIONS, contribution, "enter_receipt", receipt)


def received(databases: Databases, under: Source, minor: int = 120_000_000) -> Contribution:
    """A contribution to an open source, received and confirmed by a second person."""
    contribution = entered(databases, pledge(databases, under, minor))
    return moved(databases, CONTRIBUTIONS, contribution, "confirm_receipt", actor=OTHER_FINANCE)


def funded(databases: Databases, minor: int = 120_000_000, **more: Any) -> Source:
    """An open source with money in it."""
    under = source(databases, **more)
    first = pledge(databases, under, minor)
    opened(databases, under)
    moved(databases, CONTRIBUTIONS, entered(databases, first), "confirm_receipt", actor=OTHER_FINANCE)
    return under


def rate(databases: Databases, currency: str, per_usd: str, **more: Any) -> Rate:
    """A rate entered by one and confirmed by another."""
    told = {
        "currency": currency,
        "per_usd": per_usd,
        "effective_on": "2026-06-01",
        "source": "UN list of June",
        **more,
    }
    made = born(databases, RATES, "enter", RateForm.model_validate(told))
    return moved(databases, RATES, made, "confirm", actor=OTHER_FINANCE)


def proposed(databases: Databases, under: Source, minor: int, **purpose: Any) -> Allotment:
    """An allotment to be confirmed."""
    told = purpose or {"instrument": Instrument.CUF}
    form = AllotForm.model_validate(
        {"source": under.reference, "title": "Set aside", "amount": minor, **told}
    )
    return born(databases, ALLOTMENTS, "allot", form, under=under)


def allotted(databases: Databases, under: Source, minor: int, **purpose: Any) -> Allotment:
    """An allotment with its money in it."""
    return moved(
        databases, ALLOTMENTS, proposed(databases, under, minor, **purpose), "confirm", actor=APPROVER
    )


def charge(databases: Databases, under: Source, minor: int, **more: Any) -> Charge:
    """A charge to be confirmed."""
    told = {"sort": "fee", "charged_on": "2026-06-20", "voucher": "V-1", **more}
    form = ChargeForm.model_validate({"source": under.reference, "amount": minor, **told})
    return born(databases, CHARGES, "charge", form, under=under)
