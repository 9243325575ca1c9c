"""What proves a party in tests: files with their papers, screenings and assessments, and accounts with their letters."""

import hashlib
from datetime import datetime
from typing import Any

from app.documents.schemas import ReceivedFile
from app.kernel.actors import EVERYWHERE, Actor, Office, Post, Role
from app.kernel.db import Databases
from app.kernel.flow import Form, begin
from app.parties.bank_records.flow import BANK_RECORDS
from app.parties.bank_records.models import BankRecord
from app.parties.bank_records.schemas import BankRecordForm, LetterForm
from app.parties.bank_records.schemas import Note as BankNote
from app.parties.checks.models import ExclusionList
from app.parties.checks.schemas import SafeguardingForm, ScreeningForm
from app.parties.due_diligence.flow import DUE_DILIGENCE
from app.parties.due_diligence.models import Area, Declaration, DueDiligence
from app.parties.due_diligence.schemas import NewFile, Note, PaperForm
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.queries import members_on
from tests.parties.make import member, recognition
from tests.places.world import NOW, moved, moving

OFFICER = Actor("usr_30", frozenset({Post(Role.PROGRAMME_OFFICER, EVERYWHERE)}), fresh=True)
SECOND = Actor("usr_31", frozenset({Post(Role.PROGRAMME_OFFICER, EVERYWHERE)}), fresh=True)
MANAGER = Actor(
    "usr_32", frozenset({Post(Role.APPROVER, EVERYWHERE, office=Office.PROGRAMME_MANAGER)}), fresh=True
)
FINANCE = Actor("usr_33", frozenset({Post(Role.FINANCE_OFFICER, EVERYWHERE)}), fresh=True)


def paper(text: str = "letter") -> ReceivedFile:
    """A file of plain text, as it comes from the store."""
    content = text.encode()
    return ReceivedFile(f"{text}.txt", "text/plain", hashlib.sha256(content).hexdigest(), len(content))


# --- Due diligence ---------------------------------------------------------------------------------


def director(databases: Databases, party: Party) -> int:
    """The key of a member who signs for the party, entered if nobody does yet."""
    with databases.read() as session:
        serving = members_on(session, party.id, NOW.date())
    if not serving:
        moved(databases, OFFICER, PARTIES, party, "add_member", member("director", represents=True))
        with databases.read() as session:
            serving = members_on(session, party.id, NOW.date())
    return serving[0].id


def recognised(databases: Databases, group: Party) -> None:
    """Three officers of the group have shown who they are, and the city knows it."""
    for function in ("chair", "treasurer", "secretary"):
        moved(databases, OFFICER, PARTIES, group, "add_member", member(function))
    with databases.read() as session:
        officers = [one.id for one in members_on(session, group.id, NOW.date())]
    moved(databases, OFFICER, PARTIES, group, "recognise", recognition(officers))


def contents(points: int | None = 3, **more: Any) -> dict[str, Any]:
    """What a file says: all declarations, and the same points in every area (None: not looked at)."""
    told: dict[str, Any] = {"declarations": list(Declaration), **more}
    return told if points is None else told | {area.value: str(points) for area in Area}


def opened(databases: Databases, party: Party, **more: Any) -> DueDiligence:
    """A file that names the party's director, with all declarations."""
    told = {"party": party.reference, "representatives": [director(databases, party)], **contents(), **more}
    with moving(databases, OFFICER) as tx:
        return begin(tx, DUE_DILIGENCE, "open", NewFile.model_validate(told))


def screening(**more: Any) -> ScreeningForm:
    """A search of both lists of the United Nations a month ago, which found nobody."""
    told = {
        "screened_on": "2026-06-01",
        "lists": [ExclusionList.UN_SECURITY_COUNCIL, ExclusionList.UN_INELIGIBILITY],
        "outcome": "clear",
        "found": "Searched for the organisation and its director",
        "file": paper("print-out"),
    }
    return ScreeningForm.model_validate(told | more)


def safeguarding(**more: Any) -> SafeguardingForm:
    """An assessment of full capacity."""
    told = {
        "assessed_on": "2026-05-01",
        "assessed_by": "The UN agencies' common assessment",
        "rating": "full",
    }
    return SafeguardingForm.model_validate(told | more)


def proven(databases: Databases, party: Party, **more: Any) -> DueDiligence:
    """The same file with its paper, a screening and a safeguarding assessment."""
    file = opened(databases, party, **more)
    steps: tuple[tuple[str, Form], ...] = (
        ("attach", PaperForm(file=paper("statutes"), title="Statutes")),
        ("screen", screening()),
        ("safeguarding", safeguarding()),
    )
    for name, form in steps:
        moved(databases, OFFICER, DUE_DILIGENCE, file, name, form)
    return file


def approved(databases: Databases, party: Party, **more: Any) -> DueDiligence:
    """The same file, approved by the programme manager."""
    file = proven(databases, party, **more)
    moved(databases, OFFICER, DUE_DILIGENCE, file, "finish", Note())
    return moved(databases, MANAGER, DUE_DILIGENCE, file, "approve", Note())


# --- Accounts ----------------------------------------------------------------------------------------


def account(party: Party, **more: Any) -> BankRecordForm:
    """A bank account in the party's name that two people sign for."""
    told: dict[str, Any] = {
        "party": party.reference,
        "keeper": "bank",
        "institution": "Commerce Bank",
        "holder": party.title,
        "number": "00 1234 5678 9012",
        "currency": "USD",
        "signatories": [
            {"name": "The director", "function": "director", "un_staff": False},
            {"name": "The treasurer", "function": "treasurer", "un_staff": False},
        ],
    }
    return BankRecordForm.model_validate(told | more)


def proposed(databases: Databases, party: Party, actor: Actor = OFFICER, **more: Any) -> BankRecord:
    """The account, entered, with the bank's letter."""
    with moving(databases, actor) as tx:
        record = begin(tx, BANK_RECORDS, "propose", account(party, **more))
    letter = LetterForm(file=paper(f"letter {record.reference}"), title="Letter of the bank")
    return moved(databases, actor, BANK_RECORDS, record, "letter", letter)


def verified(
    databases: Databases, party: Party, now: datetime = NOW, actor: Actor = OFFICER, **more: Any
) -> BankRecord:
    """The account, verified by finance."""
    record = proposed(databases, party, actor, **more)
    return moved(databases, FINANCE, BANK_RECORDS, record, "verify", BankNote(), now=now)
