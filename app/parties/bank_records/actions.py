"""What else happens to an account: it is written down, proven by a letter, and cools before it is paid to."""

from datetime import timedelta

from app.documents.actions import keep
from app.kernel.tx import Tx
from app.parties.bank_records.models import BankRecord, Signatory, compact, masked
from app.parties.bank_records.queries import LETTER
from app.parties.bank_records.schemas import BankRecordForm, LetterForm, Note
from app.parties.policy import terms_on
from app.parties.queries import party_named


def make_record(tx: Tx, form: BankRecordForm) -> BankRecord:
    """An account of the party that the form names, to be verified."""
    party = party_named(tx.session, tx.actor, form.party, tx.today)
    return BankRecord(
        title=f"{form.institution} {masked(form.number)}",
        party_id=party.id,
        branch=form.branch or None,
        looked_up=form.looked_up or None,
        compact=compact(form.number),
        signatories=[Signatory(name=one.name, function=one.function) for one in form.signatories],
        **form.model_dump(include={"keeper", "institution", "holder", "number", "currency"}),
    )


def keep_letter(tx: Tx, record: BankRecord, form: LetterForm) -> None:
    """The letter, beside the record (R37)."""
    keep(tx, record, form.file, purpose=LETTER, title=form.title)


def start_cooling(tx: Tx, record: BankRecord, _form: Note) -> None:
    """R37: a verified account is paid to when the hours of cooling are over, and from then on no earlier one is."""
    record.usable_from = tx.now + timedelta(hours=terms_on(tx.session, tx.today).cooling_hours)
