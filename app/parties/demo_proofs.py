"""What proves the demonstration's parties: members by function, a file with its papers, a verified account."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import select

from app.documents.receive import receive
from app.documents.schemas import ReceivedFile
from app.documents.store import Store
from app.kernel.flow import Form, begin, fire
from app.kernel.stage import Stage
from app.kernel.tx import Tx
from app.parties.bank_records.flow import BANK_RECORDS
from app.parties.bank_records.models import BankRecord, Keeper
from app.parties.bank_records.schemas import BankRecordForm, LetterForm, SignatoryForm
from app.parties.checks.models import ExclusionList, Outcome, Rating
from app.parties.checks.schemas import SafeguardingForm, ScreeningForm
from app.parties.due_diligence.flow import DUE_DILIGENCE
from app.parties.due_diligence.models import Declaration, DueDiligence
from app.parties.due_diligence.schemas import NewFile, PaperForm, Points
from app.parties.flow import PARTIES
from app.parties.models import FUNCTIONS, Function, Paper, Party, Sex, Sort
from app.parties.queries import members_on
from app.parties.schemas import MemberForm, OfficerSeen, RecognitionForm

LISTS = (ExclusionList.UN_SECURITY_COUNCIL, ExclusionList.UN_INELIGIBILITY)
OFFICERS = {
    Sort.COMMUNITY_GROUP: (Function.CHAIR, Function.TREASURER, Function.SECRETARY),
    Sort.MUNICIPALITY: (Function.DIRECTOR, Function.TREASURER),
    Sort.ORGANISATION: (Function.DIRECTOR, Function.TREASURER),
}
POINTS = {Sort.ORGANISATION: Points.GOOD, Sort.MUNICIPALITY: Points.FAIR}
PROVEN_DAYS_AGO, SCREENED_DAYS_AGO = 840, 20
MOST_BYTES = 100_000


def prove(stage: Stage, officer: str, reference: str) -> None:
    """Everything that a party needs before it signs and is paid: officer, programme manager and finance in turn."""
    with stage.acting(officer, PROVEN_DAYS_AGO) as tx:
        party = _party(tx, reference)
        members = _members(tx, party)
        file = _file(tx, stage, party, members)
        account = _account(tx, stage, party)
        file_id, account_id = file.id, account.id
    with stage.acting("manager", PROVEN_DAYS_AGO) as tx:
        _fire_file(tx, tx.session.get_one(DueDiligence, file_id), "approve")
    with stage.acting("finance", PROVEN_DAYS_AGO) as tx:
        verify = BANK_RECORDS.by_name["verify"]
        fire(tx, BANK_RECORDS, tx.session.get_one(BankRecord, account_id), verify.name, verify.form())
    screen(stage, officer, reference, SCREENED_DAYS_AGO)


def screen(stage: Stage, officer: str, reference: str, days_ago: int) -> None:
    """Search the exclusion lists for a party once more, as R39 asks at a signature and at later payments."""
    with stage.acting(officer, days_ago) as tx:
        party = _party(tx, reference)
        of_party = select(DueDiligence).where(DueDiligence.party_id == party.id)
        file = tx.session.scalars(of_party.order_by(DueDiligence.id.desc())).first()
        if file is None:
            raise LookupError(f"{reference} has no file")
        _fire_file(tx, file, "screen", _screening(tx, stage, party))


def paper(stage: Stage, name: str, text: str) -> ReceivedFile:
    """A paper of plain text, in the store."""
    return receive(BytesIO(text.encode()), f"{name}.txt", Store(stage.documents), MOST_BYTES)


def _party(tx: Tx, reference: str) -> Party:
    return tx.session.scalars(select(Party).where(Party.reference == reference)).one()


def _fire_file(tx: Tx, file: DueDiligence, name: str, form: Form | None = None) -> None:
    fire(tx, DUE_DILIGENCE, file, name, form or DUE_DILIGENCE.by_name[name].form())


def _members(tx: Tx, party: Party) -> list[int]:
    """Members called by their function: the demonstration invents no person's name."""
    for number, function in enumerate(OFFICERS[Sort(party.sort)]):
        form = MemberForm(
            name=f"{FUNCTIONS[function]} of {party.title}",
            sex=Sex.FEMALE if number % 2 else Sex.MALE,
            function=function,
            represents=number == 0,
            joined_on=tx.today - timedelta(days=365),
            consents=True,
        )
        fire(tx, PARTIES, party, "add_member", form)
    members = [member.id for member in members_on(tx.session, party.id, tx.today)]
    if party.sort == Sort.COMMUNITY_GROUP:
        fire(tx, PARTIES, party, "recognise", _recognition(tx, party, members))
    return members


def _recognition(tx: Tx, party: Party, members: list[int]) -> RecognitionForm:
    return RecognitionForm(
        minutes_on=tx.today - timedelta(days=360),
        recognised_by="The city's own council",
        letter=f"Letter on {party.title}",
        letter_on=tx.today - timedelta(days=30),
        officers=tuple(
            OfficerSeen(member=member, paper=Paper.NATIONAL_CARD, seen_on=tx.today) for member in members
        ),
    )


def _file(tx: Tx, stage: Stage, party: Party, members: list[int]) -> DueDiligence:
    points = POINTS.get(Sort(party.sort))
    capacity: dict[str, Any] = {}
    if points is not None:
        areas = ("governance", "finances", "procurement", "delivery", "monitoring")
        capacity = dict.fromkeys(areas, points)
    told = NewFile(
        party=party.reference, representatives=(members[0],), declarations=tuple(Declaration), **capacity
    )
    file = begin(tx, DUE_DILIGENCE, "open", told)
    papers = paper(stage, "papers", f"Statutes and signed declarations of {party.title}.\n")
    _fire_file(tx, file, "attach", PaperForm(file=papers, title="Statutes and signed declarations"))
    _fire_file(tx, file, "screen", _screening(tx, stage, party))
    if party.sort == Sort.ORGANISATION:
        _fire_file(tx, file, "safeguarding", _safeguarding(tx))
    _fire_file(tx, file, "finish")
    return file


def _screening(tx: Tx, stage: Stage, party: Party) -> ScreeningForm:
    text = f"{tx.today.isoformat()}: searched for {party.title} and its representatives; no name was found.\n"
    return ScreeningForm(
        screened_on=tx.today,
        lists=LISTS,
        outcome=Outcome.CLEAR,
        found="The party and its representatives",
        file=paper(stage, "print-out", text),
    )


def _safeguarding(tx: Tx) -> SafeguardingForm:
    return SafeguardingForm(
        assessed_on=tx.today,
        assessed_by="The country's network against exploitation and abuse",
        rating=Rating.MEDIUM,
        plan="A focal point by the end of the year, and training for everyone who visits settlements.",
    )


def _account(tx: Tx, stage: Stage, party: Party) -> BankRecord:
    cooperative = party.sort == Sort.COMMUNITY_GROUP
    form = BankRecordForm(
        party=party.reference,
        keeper=Keeper.COOPERATIVE if cooperative else Keeper.BANK,
        institution=party.title.replace("Forum of", "Cooperative of") if cooperative else "Commercial Bank",
        holder=party.title,
        number=f"{party.id:08} 2026",
        currency="USD",
        signatories=tuple(
            SignatoryForm(
                name=f"{FUNCTIONS[function]} of {party.title}", function=FUNCTIONS[function], un_staff=False
            )
            for function in OFFICERS[Sort(party.sort)][:2]
        ),
    )
    record = begin(tx, BANK_RECORDS, "propose", form)
    letter = paper(stage, "letter", f"We keep the account {form.number} of {party.title}.\n")
    fire(tx, BANK_RECORDS, record, "letter", LetterForm(file=letter, title="Letter of the bank"))
    return record
