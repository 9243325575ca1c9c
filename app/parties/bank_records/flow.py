"""How an account becomes one that is paid to: proposed by one person, verified by a second one."""

from app.kernel.actors import Duty, Role
from app.kernel.flow import Birth, Flow, Move, Sight
from app.kernel.words import _
from app.parties.bank_records import actions, queries, rules, schemas
from app.parties.bank_records.models import BANK_RECORD_STATES, BankRecord, BankRecordState
from app.parties.bank_records.queries import KIND, VERIFIERS
from app.parties.schemas import Reason

PROPOSED, VERIFIED, REJECTED, ENDED = BankRecordState
PROPOSERS = frozenset({Role.PROGRAMME_OFFICER, Role.APPLICANT, Role.FORUM})
WAITING = frozenset({PROPOSED})

BANK_RECORDS: Flow[BankRecord, rules.BankGrounds] = Flow(
    kind=KIND,
    prefix="BNK",
    title=_("bank record"),
    path="bank-records",
    model=BankRecord,
    states=BankRecordState,
    words=BANK_RECORD_STATES,
    births=(
        Birth(
            name="propose", says=_("Enter an account"), past=_("entered the account"), end=PROPOSED,
            by=PROPOSERS, duty=Duty.AUTHORS, form=schemas.BankRecordForm, does=actions.make_record,
            grounds=queries.ground_proposal, under=queries.party_of_form, tells=(Role.FINANCE_OFFICER,),
            checks=(
                rules.holder_is_the_party, rules.operator_knows_the_number,
                rules.two_sign, rules.nobody_of_the_united_nations_signs,
            ),
            hint=_("A change of account is a new account: the earlier one counts until this one is verified."),
        ),
    ),
    moves=(
        Move(
            name="letter", says=_("Add the bank's letter"), past=_("added the bank's letter"), start=WAITING,
            end=None, by=PROPOSERS, duty=Duty.AUTHORS, form=schemas.LetterForm, does=actions.keep_letter,
            tells=(Role.FINANCE_OFFICER,),
        ),
        Move(
            name="verify", says=_("Verify the account"), past=_("verified the account"), start=WAITING,
            end=VERIFIED, by=VERIFIERS, duty=Duty.VERIFIES, form=schemas.Note, does=actions.start_cooling,
            needs=(rules.a_letter_proves_it, rules.the_name_still_agrees),
            warns=(rules.the_number_is_nobody_elses,), awaited=True, sensitive=True,
            tells=(Role.PROGRAMME_OFFICER, Role.APPLICANT, Role.FORUM),
            hint=_(
                "Compare holder, number and signatories with the letter, and ask the bank on a telephone number "
                "that you found yourself."
            ),
        ),
        Move(
            name="reject", says=_("Reject the account"), past=_("rejected the account"), start=WAITING,
            end=REJECTED, by=VERIFIERS, form=Reason, tells=(Role.PROGRAMME_OFFICER, Role.APPLICANT, Role.FORUM),
            final=True,
        ),
        Move(
            name="end", says=_("End the account"), past=_("ended the account"),
            start=frozenset({VERIFIED}), end=ENDED, by=VERIFIERS, form=Reason,
            tells=(Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER), final=True,
            hint=_("Nothing is paid to it from now on."),
        ),
    ),
    sees={role: Sight(frozenset(BankRecordState)) for role in PROPOSERS | VERIFIERS | {Role.AUDITOR}},
    scopes=lambda _session, _record: (),
    part=True,
    grounds=queries.grounds_of,
    final=frozenset({REJECTED, ENDED}),
)  # fmt: skip
