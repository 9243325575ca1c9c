"""Parties for tests: a group, an organisation, a member and a recognition, each in one line."""

from typing import Any

from app.kernel.actors import Role
from app.kernel.db import Databases
from app.parties.flow import PARTIES
from app.parties.models import Party
from app.parties.schemas import GroupForm, MemberForm, OrganisationForm, RecognitionForm
from app.places.models import Place
from tests.places.world import born, holding


def group(database: Databases, settlement: Place, title: str = "Kpaye Savings Group") -> Party:
    """A community group without legal personality, registered by the settlement's forum."""
    forum = holding("usr_4", Role.FORUM, settlement)
    form = GroupForm.model_validate({"title": title, "legal_form": "none", "places": settlement.reference})
    return born(database, forum, PARTIES, "group", form)


def organisation(database: Databases, place: Place, **more: Any) -> Party:
    """An organisation registered in Liberia that works in a place."""
    told: dict[str, Any] = {
        "title": "Harbour Communities Network",
        "legal_form": "ngo",
        "country": "LR",
        "registration_number": "NGO-1177",
        "places": place.reference,
    }
    officer = holding("usr_3", Role.PROGRAMME_OFFICER, place)
    return born(database, officer, PARTIES, "organisation", OrganisationForm.model_validate(told | more))


def member(function: str = "chair", **more: Any) -> MemberForm:
    """A woman who has served since 2024 and agrees to be recorded."""
    told = {
        "name": "A member of the group",
        "sex": "F",
        "function": function,
        "represents": function == "chair",
        "joined_on": "2024-02-01",
        "consents": True,
    }
    return MemberForm.model_validate(told | more)


def recognition(members: list[int], **more: Any) -> RecognitionForm:
    """Minutes, letter, and the papers of these members."""
    told = {
        "minutes_on": "2024-01-20",
        "recognised_by": "City of Monrovia",
        "letter": "MCC/12/2024",
        "letter_on": "2024-03-01",
        "officers": [{"member": one, "paper": "voter_card", "seen_on": "2026-06-01"} for one in members],
    }
    return RecognitionForm.model_validate(told | more)
