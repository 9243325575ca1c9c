"""What else happens to a due-diligence file: what it says is written down, its papers kept, its end fixed."""

from app.documents.actions import keep
from app.kernel.tx import Tx
from app.parties.due_diligence.models import DueDiligence, Representative
from app.parties.due_diligence.queries import PAPER, whole_file
from app.parties.due_diligence.rules import risk_of
from app.parties.due_diligence.schemas import FileForm, NewFile, Note, PaperForm
from app.parties.policy import terms_on, years_after
from app.parties.queries import party_named


def make_file(tx: Tx, form: NewFile) -> DueDiligence:
    """A file of the party that the form names."""
    party = party_named(tx.session, tx.actor, form.party, tx.today)
    file = DueDiligence(party_id=party.id, title=party.title, representatives=[])
    _write(file, form)
    return file


def save(tx: Tx, file: DueDiligence, form: FileForm) -> None:
    """The file as it should read."""
    _write(whole_file(tx.session, file.id), form)


def _write(file: DueDiligence, form: FileForm) -> None:
    kept = {one.member_id: one for one in file.representatives}
    file.representatives = [
        kept.get(member) or Representative(member_id=member) for member in sorted(set(form.representatives))
    ]
    file.declarations = sorted(form.declarations)
    file.capacity = form.capacity


def keep_paper(tx: Tx, file: DueDiligence, form: PaperForm) -> None:
    """One more paper of the file."""
    keep(tx, file, form.file, purpose=PAPER, title=form.title)


def fix_end(tx: Tx, file: DueDiligence, _form: Note) -> None:
    """An approved file has its level of risk and its last day, by the terms in force."""
    terms = terms_on(tx.session, tx.today)
    risk = risk_of(file.capacity, terms)
    file.risk = None if risk is None else risk.value
    file.expires_on = years_after(tx.today, terms.file_years)
