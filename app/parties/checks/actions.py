"""What a screening and a safeguarding assessment write down."""

from app.documents.actions import keep
from app.kernel.tx import Tx
from app.parties.checks.models import Safeguarding, Screening
from app.parties.checks.schemas import SafeguardingForm, ScreeningForm
from app.parties.models import Party
from app.parties.policy import terms_on, years_after

PRINT_OUT = "screening"


def screen(tx: Tx, party: Party, form: ScreeningForm) -> None:
    """R39: one search, with its print-out beside the party."""
    title = f"{party.title}, {form.screened_on.isoformat()}"
    evidence = keep(tx, party, form.file, purpose=PRINT_OUT, title=title)
    tx.session.add(
        Screening(
            party_id=party.id,
            evidence_id=evidence.id,
            lists=sorted(form.lists),
            **form.model_dump(include={"screened_on", "outcome", "found"}),
        )
    )


def assess_safeguarding(tx: Tx, party: Party, form: SafeguardingForm) -> None:
    """R116: one assessment, valid for the years that the terms of its day name."""
    years = terms_on(tx.session, form.assessed_on).safeguarding_years
    tx.session.add(
        Safeguarding(
            party_id=party.id,
            plan=form.plan or None,
            expires_on=years_after(form.assessed_on, years),
            **form.model_dump(include={"assessed_on", "assessed_by", "rating"}),
        )
    )
