"""What a screening and a safeguarding assessment write down."""

from app.documents.actions import keep
from app.kernel.tx import Tx
from app.parties.checks.models import Safeguarding, Screening
from app.parties.checks.schemas import SafeguardingForm, ScreeningForm
from app.parties.due_diligence.models import DueDiligence
from app.parties.policy import terms_on, years_after

PRINT_OUT = "screening"


def screen(tx: Tx, file: DueDiligence, form: ScreeningForm) -> None:
    """R39: one search, with its print-out in the file."""
    title = f"{file.title}, {form.screened_on.isoformat()}"
    evidence = keep(tx, file, form.file, purpose=PRINT_OUT, title=title)
    tx.session.add(
        Screening(
            party_id=file.party_id,
            evidence_id=evidence.id,
            lists=sorted(form.lists),
            **form.model_dump(include={"screened_on", "outcome", "found"}),
        )
    )


def assess_safeguarding(tx: Tx, file: DueDiligence, form: SafeguardingForm) -> None:
    """R116: one assessment, valid for the years that the terms of its day name."""
    years = terms_on(tx.session, form.assessed_on).safeguarding_years
    tx.session.add(
        Safeguarding(
            party_id=file.party_id,
            plan=form.plan or None,
            expires_on=years_after(form.assessed_on, years),
            **form.model_dump(include={"assessed_on", "assessed_by", "rating"}),
        )
    )
