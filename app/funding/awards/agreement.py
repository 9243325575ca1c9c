"""The text of the agreement: what it says is fixed when it is prepared, and printed in any language (R42, R43).

Pure: the content is plain values; its digest stands under every page, so that any print-out can be compared.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.funding.awards.models import (
    FX_METHODS,
    GATE_NAMES,
    MODALITY_NAMES,
    REQUIREMENT_NAMES,
    RISK_NAMES,
    Award,
    Condition,
    FxMethod,
    Gate,
    Modality,
    RequirementKind,
    Risk,
)
from app.funding.awards.schedule import Schedule
from app.funding.models import BOOKS
from app.kernel.money import Money
from app.kernel.trail.canonical import dump
from app.kernel.words import Message, Value, _

TEMPLATE = "agreement-1"
ANNEXES: Mapping[str, Sequence[str]] = {
    TEMPLATE: (
        _("Special terms: this agreement"),
        _("General terms of the host"),
        _("The approved proposal with its budget"),
        _("Reports, visits and audit"),
        _("Code of conduct and safeguards"),
    )
}
"""By a template's version, the annexes in their order: where two differ, the earlier one holds (R42)."""
CLAUSES: Mapping[str, Sequence[str]] = {
    TEMPLATE: (
        _("The money is used for the work named here, within its dates, and for nothing else."),
        _("No tranche is paid before this agreement is signed by all, nor while the award is suspended."),
        _(
            "A further tranche is paid when the reports of the one before are accepted and its spending is shown."
        ),
        _("Every expense has its document. What is not accepted returns to the balance and is paid back."),
        _("Money that is not spent is paid back within the days that the fund asks for."),
        _("Files and books are kept for seven years after the end, and opened to the fund's auditors."),
        _(
            "A change of the end, the total, the account or of more than a fifth of a budget line is made in writing and signed by all."
        ),
    )
}
"""By a template's version, what the parties agree on."""
Say = Callable[[Message | str], str]


def content_of(
    award: Award,
    plan: Schedule,
    conditions: Sequence[Condition],
    *,
    number: int,
    grantee: str,
    co_signer: str | None,
    prepared_on: date,
) -> dict[str, Any]:
    """All that the agreement says, as plain values: amounts in minor units of the books' currency."""
    return {
        "reference": award.reference,
        "title": award.title,
        "number": number,
        "prepared_on": prepared_on.isoformat(),
        "grantee": grantee,
        "co_signer": co_signer,
        "amount": award.amount,
        "conditional": award.conditional,
        "currency": award.currency,
        "fx_method": str(award.fx_method),
        "modality": str(award.modality),
        "risk": str(award.risk),
        "starts_on": award.starts_on.isoformat(),
        "ends_on": award.ends_on.isoformat(),
        "tranches": [
            [one.number, one.percent_text, one.amount.minor, one.due_on.isoformat()] for one in plan.tranches
        ],
        "owed": [[one.kind.value, one.tranche, one.due_on.isoformat()] for one in plan.owed],
        "conditions": [[one.gate, one.tranche, one.sentence] for one in conditions],
    }


def digest_of(template: str, content: Mapping[str, Any]) -> str:
    """The SHA-256, in hexadecimal, of the template's version with the content in its one spelling."""
    return hashlib.sha256(dump({"template": template, "content": dict(content)})).hexdigest()


def printed(
    template: str, content: Mapping[str, Any], say: Say, language: str, installation: str
) -> dict[str, Any]:
    """What the template is told: the content in a reader's words. `say` puts a message into them."""
    return {
        "title": say(_("Financing agreement")),
        "subtitle": f"{content['reference']} · {content['title']}",
        "reference": content["reference"],
        "number": content["number"],
        "digest": digest_of(template, content),
        "language": language,
        "installation": installation,
        "words": _words(say),
        "parties": _parties(content, say),
        "terms": _terms(content, say),
        "tranches": [
            [str(number), f"{percent} %", _money(say, minor), _day(say, due_on)]
            for number, percent, minor, due_on in content["tranches"]
        ],
        "owed": [
            [say(REQUIREMENT_NAMES[RequirementKind(kind)]), str(tranche or ""), _day(say, due_on)]
            for kind, tranche, due_on in content["owed"]
        ],
        "conditions": [_condition(say, *row) for row in content["conditions"]],
        "clauses": [say(clause) for clause in CLAUSES[template]],
        "annexes": [say(annex) for annex in ANNEXES[template]],
        "signatures": [[name, "", ""] for name in _signers(content, say)],
    }


def _words(say: Say) -> dict[str, Any]:
    return {
        "draft": say(_("Draft")),
        "parties": say(_("Who agrees")),
        "terms": say(_("The terms")),
        "tranches": say(_("Tranches")),
        "tranche_columns": [say(one) for one in (_("Tranche"), _("Part"), _("Amount"), _("Due on"))],
        "no_tranches": say(_("The secretariat purchases and pays by itself; there are no tranches.")),
        "owed": say(_("Reports, visits and audit")),
        "owed_columns": [say(one) for one in (_("What is due"), _("Tranche"), _("Due on"))],
        "conditions": say(_("What must be so")),
        "clauses": say(_("What is agreed")),
        "annexes": say(_("Annexes")),
        "precedence": say(_("Where two of these differ, the earlier one holds.")),
        "signatures": say(_("Signatures")),
        "signature_columns": [say(one) for one in (_("For"), _("Name and signature"), _("Day"))],
    }


def _signers(content: Mapping[str, Any], say: Say) -> list[str]:
    return [content["grantee"], *filter(None, [content["co_signer"]]), say(_("the host of the fund"))]


def _parties(content: Mapping[str, Any], say: Say) -> list[str]:
    said = [say(Message(_("{name}, the grantee"), {"name": content["grantee"]}))]
    if content["co_signer"]:
        values: dict[str, Value] = {"name": content["co_signer"]}
        said.append(say(Message(_("{name}, the registered body that signs with it"), values)))
    return [*said, say(_("the host of the fund"))]


def _terms(content: Mapping[str, Any], say: Say) -> list[list[str]]:
    rows = [
        (_("Amount"), _money(say, content["amount"])),
        (_("From"), _day(say, content["starts_on"])),
        (_("To"), _day(say, content["ends_on"])),
        (_("How the money is paid"), say(MODALITY_NAMES[Modality(content["modality"])])),
        (_("Risk"), say(RISK_NAMES[Risk(content["risk"])])),
        (_("Currency of the grantee's accounts"), content["currency"]),
        (_("Spending is counted at"), say(FX_METHODS[FxMethod(content["fx_method"])])),
    ]
    if content["conditional"]:
        rows.insert(1, (_("conditional, subject to funds"), _money(say, content["conditional"])))
    return [[say(label), value] for label, value in rows]


def _condition(say: Say, gate: str, tranche: int | None, sentence: str) -> str:
    before = (
        Message(_("Tranche {number}"), {"number": tranche}) if tranche else Message(GATE_NAMES[Gate(gate)])
    )
    return say(Message(_("Before: {gate}. {condition}"), {"gate": before, "condition": Message(sentence)}))


def _money(say: Say, minor: int) -> str:
    return say(Message("{money}", {"money": Money(minor, BOOKS)}))


def _day(say: Say, day: str) -> str:
    return say(Message("{day}", {"day": date.fromisoformat(day)}))
