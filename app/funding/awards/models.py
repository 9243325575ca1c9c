"""What an award is: a promise of money to a party, where its money comes from, and what must be so on its way."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, Code, Digest, Id, Line, Minor
from app.kernel.things import Thing
from app.kernel.words import _


class AwardState(StrEnum):
    """Where an award stands (DOMAIN 3.1)."""

    APPROVED = "APPROVED"
    PREPARED = "PREPARED"
    SIGNED_BY_GRANTEE = "SIGNED_BY_GRANTEE"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    COMPLETED = "COMPLETED"
    CLOSING = "CLOSING"
    CLOSE_CONFIRMED = "CLOSE_CONFIRMED"
    CLOSED = "CLOSED"
    REOPENING = "REOPENING"
    LAPSED = "LAPSED"
    TERMINATED = "TERMINATED"


AWARD_STATES: dict[StrEnum, str] = {
    AwardState.APPROVED: _("approved, agreement to be prepared"),
    AwardState.PREPARED: _("waiting for the grantee's signature"),
    AwardState.SIGNED_BY_GRANTEE: _("waiting for the host's signature"),
    AwardState.SIGNED: _("signed"),
    AwardState.ACTIVE: _("active"),
    AwardState.SUSPENDED: _("suspended"),
    AwardState.ENDED: _("its time is over, to be completed"),
    AwardState.COMPLETED: _("completed"),
    AwardState.CLOSING: _("being closed"),
    AwardState.CLOSE_CONFIRMED: _("closing to be confirmed"),
    AwardState.CLOSED: _("closed"),
    AwardState.REOPENING: _("opening again to be decided"),
    AwardState.LAPSED: _("lapsed"),
    AwardState.TERMINATED: _("terminated"),
}


class Modality(StrEnum):
    """How the money reaches the work (DOMAIN 3.1)."""

    ADVANCE = "advance"
    REIMBURSEMENT = "reimbursement"
    DIRECT_PAYMENT = "direct_payment"
    DIRECT_EXECUTION = "direct_execution"


MODALITY_NAMES: dict[Modality, str] = {
    Modality.ADVANCE: _("advance: paid first, accounted for afterwards"),
    Modality.REIMBURSEMENT: _("reimbursement: paid back once it is spent"),
    Modality.DIRECT_PAYMENT: _("direct payment: suppliers are paid against measured work"),
    Modality.DIRECT_EXECUTION: _("direct execution: the secretariat carries it out itself"),
}


class FxMethod(StrEnum):
    """At which rate spending in the grantee's currency is counted; a term of the agreement (R43)."""

    MONTHLY = "monthly"
    RECEIPT = "receipt"


FX_METHODS: dict[FxMethod, str] = {
    FxMethod.MONTHLY: _("the rate of the month in which it was spent"),
    FxMethod.RECEIPT: _("the rate at which the money was received"),
}


class Risk(StrEnum):
    """One word of risk, everywhere (R106)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RISK_NAMES: dict[Risk, str] = {Risk.LOW: _("low"), Risk.MEDIUM: _("medium"), Risk.HIGH: _("high")}


class Award(Thing):
    """A promise to one party; its amounts are in the books' currency, its accounts are kept in `currency`.

    `amount` is the firm part, for which money is reserved and then committed; `conditional` is promised
    subject to funds and is no obligation (R113). `reserved_until` is the last day on which it may be signed.
    """

    __tablename__ = "funding_award"
    __table_args__: Any = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("conditional >= 0", name="conditional"),
        CheckConstraint("starts_on < ends_on", name="days"),
        Index("funding_award_party_ix", "party_id"),
        Index("funding_award_part_of_ix", "part_of_id"),
    )
    __mapper_args__ = {"polymorphic_identity": "funding.award"}

    id: Mapped[Id] = mapped_column(ForeignKey("kernel_thing.id"), primary_key=True)
    instrument: Mapped[Code]
    window: Mapped[Code]
    country: Mapped[Code]
    themes: Mapped[list[Any]] = mapped_column(JSON, info={"plain": True})
    party_id: Mapped[Id] = mapped_column(ForeignKey("parties_party.id"))
    co_signer_id: Mapped[Id | None] = mapped_column(ForeignKey("parties_party.id"))
    """The registered body that signs with a group that the law does not know (R36)."""
    part_of_id: Mapped[Id | None] = mapped_column(ForeignKey("funding_award.id"))
    track: Mapped[Code]
    amount: Mapped[Minor]
    conditional: Mapped[Minor]
    currency: Mapped[Code]
    fx_method: Mapped[Code | None]
    modality: Mapped[Code]
    risk: Mapped[Code]
    works: Mapped[bool]
    """Whether measured progress of works comes before each later tranche (R46)."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reserved_until: Mapped[date]

    places: Mapped[list["AwardPlace"]] = relationship(lazy="raise_on_sql", order_by="AwardPlace.place_id")
    shares: Mapped[list["Share"]] = relationship(lazy="raise_on_sql", order_by="Share.id")
    conditions: Mapped[list["Condition"]] = relationship(lazy="raise_on_sql", order_by="Condition.id")
    blocks: Mapped[list["Block"]] = relationship(lazy="raise_on_sql", order_by="Block.id")
    requirements: Mapped[list["Requirement"]] = relationship(
        lazy="raise_on_sql", order_by="Requirement.due_on, Requirement.id"
    )
    agreements: Mapped[list["Agreement"]] = relationship(lazy="raise_on_sql", order_by="Agreement.number")


class AwardPlace(Base):
    """A place that an award is for."""

    __tablename__ = "funding_award_place"
    __table_args__ = (Index("funding_award_place_place_ix", "place_id"),)

    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"), primary_key=True)
    place_id: Mapped[Id] = mapped_column(ForeignKey("places_place.id"), primary_key=True)


class Share(Base):
    """What one allotment pays of an award; its ledger accounts count the stages of this money."""

    __tablename__ = "funding_share"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        Index("funding_share_allotment_ix", "award_id", "allotment_id", unique=True),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    allotment_id: Mapped[Id] = mapped_column(ForeignKey("funding_allotment.id"))
    amount: Mapped[Minor]

    @property
    def holder(self) -> str:
        """What its accounts are kept under."""
        return f"share/{self.id}"


class Gate(StrEnum):
    """What a condition must be met before."""

    SIGN = "sign"
    ACTIVATE = "activate"
    PAY = "pay"
    CLOSE = "close"


GATE_NAMES: dict[Gate, str] = {
    Gate.SIGN: _("signature"),
    Gate.ACTIVATE: _("the beginning"),
    Gate.PAY: _("payment"),
    Gate.CLOSE: _("closing"),
}


class Condition(Base):
    """What must be so before a gate, for one tranche or for all; met by evidence, or waived with a reason.

    `code` names it to whoever learns that it is met, such as a rule's number.
    """

    __tablename__ = "funding_condition"
    __table_args__ = (Index("funding_condition_award_ix", "award_id", "gate"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    tranche: Mapped[int | None]
    gate: Mapped[Code]
    code: Mapped[Code]
    sentence: Mapped[Line]
    met_at: Mapped[datetime | None]
    met_by: Mapped[Code | None]
    evidence: Mapped[Line | None]
    waived: Mapped[bool]


class Block(Base):
    """What stops every payment of an award until it is lifted."""

    __tablename__ = "funding_block"
    __table_args__ = (Index("funding_block_award_ix", "award_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    kind: Mapped[Code]
    reason: Mapped[Line]
    placed_at: Mapped[datetime]
    placed_by: Mapped[Code]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[Code | None]


class RequirementKind(StrEnum):
    """What an award owes besides its work (R41)."""

    STATEMENT = "statement"
    NARRATIVE = "narrative"
    FINANCIAL = "financial"
    VISIT = "visit"
    SPOT_CHECK = "spot_check"
    AUDIT = "audit"


REQUIREMENT_NAMES: dict[RequirementKind, str] = {
    RequirementKind.STATEMENT: _("one-page statement with receipts"),
    RequirementKind.NARRATIVE: _("narrative report"),
    RequirementKind.FINANCIAL: _("financial report"),
    RequirementKind.VISIT: _("visit"),
    RequirementKind.SPOT_CHECK: _("spot check"),
    RequirementKind.AUDIT: _("audit"),
}


class Requirement(Base):
    """A report, visit or audit that is due on a day, for a tranche or for the whole; waived with a reason (R41).

    `agreement` is the number of the draft that it belongs to: a new draft has its own.
    """

    __tablename__ = "funding_requirement"
    __table_args__ = (Index("funding_requirement_award_ix", "award_id", "due_on"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    agreement: Mapped[int]
    kind: Mapped[Code]
    tranche: Mapped[int | None]
    due_on: Mapped[date]
    waived_at: Mapped[datetime | None]
    waived_by: Mapped[Code | None]
    waiver: Mapped[Line | None]


class Agreement(Base):
    """A draft of the agreement, by its number; the newest is the one that is signed (R42).

    `template` is the template's version, `content` all that it says, `digest` the SHA-256 of both.
    """

    __tablename__ = "funding_agreement"
    __table_args__ = (Index("funding_agreement_number_ix", "award_id", "number", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    award_id: Mapped[Id] = mapped_column(ForeignKey("funding_award.id"))
    number: Mapped[int]
    template: Mapped[Code]
    prepared_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[Digest]

    signatures: Mapped[list["Signature"]] = relationship(lazy="raise_on_sql", order_by="Signature.id")


class Side(StrEnum):
    """Who signs an agreement."""

    GRANTEE = "grantee"
    CO_SIGNER = "co_signer"
    HOST = "host"


SIDE_NAMES: dict[Side, str] = {
    Side.GRANTEE: _("grantee"),
    Side.CO_SIGNER: _("registered body that signs with the grantee"),
    Side.HOST: _("host"),
}


class Signature(Base):
    """One party's signature under an agreement: who signed for it, when, and by whose hand it was entered."""

    __tablename__ = "funding_signature"
    __table_args__ = (Index("funding_signature_side_ix", "agreement_id", "side", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    agreement_id: Mapped[Id] = mapped_column(ForeignKey("funding_agreement.id"))
    side: Mapped[Code]
    signatory: Mapped[Line]
    signed_on: Mapped[date]
    signed_by: Mapped[Code]
