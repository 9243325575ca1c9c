"""What identity's moves are asked with. No secret is ever a field here: forms go to the trail."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from app.kernel.actors import OFFICE_NAMES, ROLE_NAMES, Office, Role, ScopeKind
from app.kernel.fields import Day, Number, answers
from app.kernel.flow import Form
from app.kernel.words import _

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]

LONGEST_NAME, LONGEST_SIGN_IN, LONGEST_LABEL = 120, 254, 60

_SIGN_IN_HINT = _("A telephone number or an e-mail address. Leave it empty for a printed card with a number.")


class Invite(Form):
    """Who is to have an account."""

    name: str = Field(title=_("Name"), min_length=1, max_length=LONGEST_NAME)
    sign_in: str = Field("", title=_("Sign-in name"), description=_SIGN_IN_HINT, max_length=LONGEST_SIGN_IN)
    country: Country = Field(title=_("Country"))
    language: Language = Field("en", title=_("Language"))
    time_zone: str = Field("UTC", title=_("Time zone"), max_length=60)


class Correct(Form):
    """A name or a sign-in name that was written wrongly, or has changed."""

    title: str = Field(title=_("Name"), min_length=1, max_length=LONGEST_NAME)
    sign_in: str = Field(title=_("Sign-in name"), min_length=1, max_length=LONGEST_SIGN_IN)
    country: Country = Field(title=_("Country"))


class Settle(Form):
    """How somebody wishes to be spoken to."""

    language: Language = Field(title=_("Language"))
    time_zone: str = Field(title=_("Time zone"), max_length=60)


class EndSessions(Form):
    """Which of one's sessions to end: this one, or all of them."""

    session: Number | None = Field(None, title=_("Session"))


class IssueToken(Form):
    """What a token is for, and how long it is good."""

    label: str = Field(
        title=_("What is it for?"),
        description=_("For example: monthly export"),
        min_length=1,
        max_length=LONGEST_LABEL,
    )
    days: Literal["30", "90", "365"] = Field("90", title=_("How many days is it good?"))


class EndToken(Form):
    """Which of one's tokens to end."""

    token: Number = Field(title=_("Token"))


class AskPost(Form):
    """A post as it is asked for on the page: the part of the portfolio by its reference."""

    role: Role = Field(title=_("Role"), json_schema_extra=answers(ROLE_NAMES))
    office: Annotated[Office | None, BeforeValidator(lambda typed: typed or None)] = Field(
        None, title=_("Office"), json_schema_extra=answers(OFFICE_NAMES)
    )
    part: str = Field(
        "",
        title=_("For which part?"),
        description=_(
            "The reference of a place, an organisation, a call or a source of money. Leave it empty for everything."
        ),
        max_length=40,
    )
    until: Day = Field(title=_("Until"), description=_("The last day on which it holds."))


class GivePost(Form):
    """Which role somebody is to hold, for which part of the portfolio, until which day."""

    holder: str = Field(title=_("Person"), max_length=40)
    role: Role = Field(title=_("Role"), json_schema_extra=answers(ROLE_NAMES))
    office: Office | None = Field(None, title=_("Office"), json_schema_extra=answers(OFFICE_NAMES))
    scope_kind: ScopeKind = Field(ScopeKind.ALL, title=_("For what?"))
    scope_id: Number = Field(0, title=_("Number"))
    scope_label: str = Field("", title=_("As it is called"), max_length=200)
    until: Day | None = Field(None, title=_("Until"), description=_("The last day on which it holds."))
