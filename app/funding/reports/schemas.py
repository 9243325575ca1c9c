"""What the moves of a report ask for."""

from typing import Annotated

from pydantic import Field

from app.documents.schemas import Upload
from app.funding.awards.models import RequirementKind
from app.funding.reports.models import COSTS, PROOFS, VERDICTS, Cost, Proof, Verdict
from app.kernel.fields import Amount, Day, Number, answers
from app.kernel.flow import Form
from app.kernel.words import _

MOST_LINES = 2_000
AMOUNT = {"kind": "amount"}
REVIEWED = {verdict: says for verdict, says in VERDICTS.items() if verdict is not Verdict.OPEN}
Line = Annotated[Number, Field(title=_("Line"), json_schema_extra={"kind": "radios"})]


class Expect(Form):
    """A report as the agreement's plan asks for it; never typed by a person."""

    award: Number
    requirement: Number
    kind_of: RequirementKind
    tranche: Annotated[int | None, Field(ge=1, le=100)] = None
    due_on: Day


class Write(Form):
    """What was done, and for a report with spending the account's two ends."""

    done: Annotated[
        str,
        Field(
            title=_("What was done, what was not, and why"),
            description=_("For the whole time since the last report."),
            max_length=8_000,
        ),
    ] = ""
    closes_on: Annotated[
        Day | None, Field(title=_("Last day of the account"), description=_("Not for a narrative report."))
    ] = None
    received: Annotated[
        Amount,
        Field(
            title=_("Received since the last report"),
            description=_("What the bank shows for this tranche, in the currency of the account."),
            json_schema_extra=AMOUNT,
        ),
    ] = 0


class ExpenseForm(Form):
    """One line of spending."""

    budget_line: Annotated[str, Field(title=_("Budget line"), min_length=1, max_length=120)]
    cost: Annotated[Cost, Field(title=_("Kind of cost"), json_schema_extra=answers(COSTS))]
    proof: Annotated[Proof, Field(title=_("What proves it"), json_schema_extra=answers(PROOFS))]
    document_number: Annotated[str, Field(title=_("Number of the document"), min_length=1, max_length=60)]
    document_on: Annotated[Day, Field(title=_("Date of the document"))]
    delivered_on: Annotated[Day, Field(title=_("Delivered or done on"))]
    payee: Annotated[str, Field(title=_("Paid to"), min_length=2, max_length=120)]
    description: Annotated[str, Field(title=_("For what"), min_length=2, max_length=200)]
    amount: Annotated[Amount, Field(title=_("Amount"), gt=0, json_schema_extra=AMOUNT)]


class ExpenseLines(Form):
    """Many lines at once, as a table brings them: all or none."""

    lines: Annotated[tuple[ExpenseForm, ...], Field(title=_("Lines"), min_length=1, max_length=MOST_LINES)]


class TakeOut(Form):
    """A line that should not be there."""

    line: Line
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class PaperForm(Upload):
    """A paper that proves a line."""

    line: Line


class Review(Form):
    """What is said of a line."""

    line: Line
    verdict: Annotated[Verdict, Field(title=_("What you say of it"), json_schema_extra=answers(REVIEWED))]
    disallowed: Annotated[
        Amount | None,
        Field(
            title=_("Amount disallowed"),
            description=_("Leave it empty if a line that you disallow is disallowed whole."),
            json_schema_extra=AMOUNT,
        ),
    ] = None
    remark: Annotated[
        str,
        Field(title=_("Remark"), description=_("The grantee reads it."), max_length=1_000),
    ] = ""


class Clear(Form):
    """Why a cost that is there twice is not the same."""

    line: Line
    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=400)]


class Reason(Form):
    """Why."""

    reason: Annotated[str, Field(title=_("Reason"), min_length=3, max_length=1_000)]


class Note(Form):
    """Something to say with the move."""

    note: Annotated[str, Field(title=_("Note"), max_length=400)] = ""
