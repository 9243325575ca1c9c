"""What the forms of parties take and what they tell of the rest."""

import pytest

from app.kernel.errors import Invalid
from app.parties.schemas import GroupForm, OrganisationForm
from app.web.forms import read_values

TYPED = {"title": "Harbour Communities Network", "legal_form": "ngo", "country": "LR"}


@pytest.mark.parametrize("country", ["EU", "ZZ", "lr", "XX"])
def test_a_country_of_registration_is_one_of_the_standards(country: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_values(OrganisationForm, {**TYPED, "country": country})

    assert [reason.field for reason in refusal.value.whys] == ["country"]


@pytest.mark.parametrize(("email", "reads"), [("", True), ("office@demo.example", True), ("office", False)])
def test_an_address_looks_like_one(email: str, reads: bool) -> None:
    if reads:
        assert read_values(OrganisationForm, {**TYPED, "email": email}).email == email
        return
    with pytest.raises(Invalid):
        read_values(OrganisationForm, {**TYPED, "email": email})


def test_a_group_is_of_a_settlement() -> None:
    with pytest.raises(Invalid) as refusal:
        read_values(GroupForm, {"title": "Kpaye Group", "legal_form": "none"})

    assert [reason.field for reason in refusal.value.whys] == ["places"]
