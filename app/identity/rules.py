"""What may stand against an account or a post; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

from app.identity.models import AccountState
from app.identity.schemas import GivePost, Invite, Settle
from app.identity.sign_in_names import COUNTRIES
from app.kernel.actors import EVERYWHERE, MONEY, ROLE_NAMES, Office, Post, Role, Scope, ScopeKind
from app.kernel.errors import Why, why
from app.kernel.words import Message, _

FOUNDER = "sys_init"
"""The hand of `lastmile init`, which gives the first posts of an installation."""
SHORTEST, LONGEST = 8, 128
COMMON = frozenset(
    (Path(__file__).parent / "common_passphrases.txt").read_text("utf-8").casefold().splitlines()
)
"""Passphrases that everybody tries first; shipped, so that nothing is asked of the network."""

ALONE = (Role.ADMINISTRATOR, Role.AUDITOR)
"""Roles that stand alone: with any other post in the same hand they would watch or serve themselves."""
APART = (
    (Role.PROGRAMME_OFFICER, Role.FINANCE_OFFICER),
    (Role.PROGRAMME_OFFICER, Role.APPROVER),
    (Role.CUF_BOARD, Role.MUNICIPAL_TEAM),
)
"""Roles that one person may not hold for the same part of the portfolio (R28, R49)."""
ZONES = frozenset(available_timezones())
"""The time zones that this machine knows."""
NEVER_GIVEN = frozenset({Role.PERSON, Role.CLOCK})
OFFICES: dict[Office, frozenset[Role]] = {
    Office.CERTIFIER: frozenset({Role.FORUM, Role.APPLICANT}),
    Office.PROGRAMME_MANAGER: frozenset({Role.APPROVER}),
    Office.DIRECTOR: frozenset({Role.APPROVER}),
    Office.HOST_AUTHORITY: frozenset({Role.APPROVER}),
}


@dataclass(frozen=True)
class AccountGrounds:
    """An account as its rules see it: whose it is, and who acts."""

    person: str
    actor: str


@dataclass(frozen=True)
class PostGrounds:
    """A post as its rules see it: who is to hold it, the posts in that hand already, who acts, and today."""

    holder: str | None
    holder_state: AccountState | None
    post: Post | None
    """The post itself where it exists already; at its birth the form says it."""
    others: frozenset[Post]
    """What the holder holds or is proposed for, this post not counted."""
    actor: str
    today: date


def not_ones_own_account(grounds: AccountGrounds) -> Why | None:
    if grounds.person != grounds.actor:
        return None
    return why("", _("This is your own account. Someone else must do this."))


def zone_is_known(_grounds: object, form: Invite | Settle) -> Why | None:
    if form.time_zone in ZONES:
        return None
    return why(
        "",
        _("There is no time zone {zone}. Write it like {example}."),
        field="time_zone",
        zone=form.time_zone,
        example="Africa/Kampala",
    )


def country_is_known(_grounds: object, form: Invite) -> Why | None:
    if form.country in COUNTRIES:
        return None
    return why("", _("There is no country with the code {code}."), field="country", code=form.country)


def nobody_gives_their_own(grounds: PostGrounds, _form: object = None) -> Why | None:
    if grounds.holder != grounds.actor:
        return None
    return why("", _("Nobody gives, confirms or ends a post of their own. Someone else must do this."))


def holder_can_hold(grounds: PostGrounds, _form: object = None) -> Why | None:
    if grounds.holder is None:
        return why("", _("There is no such person. Look at the reference."), field="holder")
    if grounds.holder_state is AccountState.DISABLED:
        return why(
            "", _("This account is shut. Open it again before giving the person a post."), field="holder"
        )
    return None


def role_can_be_given(_grounds: PostGrounds, form: GivePost) -> Why | None:
    if form.role not in NEVER_GIVEN:
        return None
    return why("", _("This role is no post that can be given."), field="role")


def needs_a_second_person(_grounds: PostGrounds, form: GivePost) -> Why | None:
    if form.role in MONEY:
        return None
    return why(
        "", _("This role does not touch money. Give the post; no one has to confirm it."), field="role"
    )


def needs_no_second_person(_grounds: PostGrounds, form: GivePost) -> Why | None:
    if form.role not in MONEY:
        return None
    return why("", _("This role touches money. Propose the post; a director confirms it."), field="role")


def only_at_the_founding(grounds: PostGrounds, _form: object) -> Why | None:
    if grounds.actor == FOUNDER:
        return None
    return why("", _("Only the founding of an installation gives a post in this way."))


def office_fits_the_role(_grounds: PostGrounds, form: GivePost) -> Why | None:
    if form.office is None:
        if form.role is not Role.APPROVER:
            return None
        return why("R30", _("An approver's post needs an office: it decides the limit."), field="office")
    if form.role in OFFICES[form.office]:
        return None
    return why(
        "", _("This office does not belong to the role {role}."), field="office", role=_role(form.role)
    )


def scope_is_whole(_grounds: PostGrounds, form: GivePost) -> Why | None:
    """Everything has no number and needs no name; a part has both."""
    if form.scope_kind is ScopeKind.PERSON:
        return why("", _("A post is never given for one person."), field="scope_kind")
    if form.scope_kind is ScopeKind.ALL:
        if form.scope_id == EVERYWHERE.id:
            return None
        return why("", _("A post for everything has no number."), field="scope_id")
    if form.scope_id and form.scope_label:
        return None
    return why("", _("Say for which part the post is given."), field="scope_id")


def day_is_set_and_ahead(grounds: PostGrounds, form: GivePost) -> Why | None:
    if form.until is None:
        return why("", _("A post is always given until a day. Say until when."), field="until")
    if form.until >= grounds.today:
        return None
    return why("", _("This day is over. Give a day from today on."), field="until")


def never_in_one_hand(grounds: PostGrounds, form: GivePost | None = None) -> Why | None:
    """Administrator or auditor with any other post; programme officer with finance officer or approver, and
    board member with municipal team, where both posts are for the same part (DOMAIN 2; what only shows in one
    award or project is kept by R28 and R49 there)."""
    post = post_of(form) if form is not None else grounds.post
    if post is None:
        return None
    for other in sorted(grounds.others, key=lambda held: (held.role, held.scope, held.office or "")):
        if _is_the_same(post, other):
            return why("", _("This person holds this very post already, or is proposed for it."))
        if (post.role in ALONE or other.role in ALONE) and post.role is not other.role:
            return why(
                "",
                _("{one} and {other} are never in one hand, whatever they are for."),
                one=_role(post.role),
                other=_role(other.role),
            )
        if _overlap(post, other) and _stand_apart(post.role, other.role):
            return why(
                "R49",
                _("{one} and {other} are never in one hand for the same part of the portfolio."),
                one=_role(post.role),
                other=_role(other.role),
            )
    return None


def post_of(form: GivePost) -> Post:
    """The post that the form describes."""
    return Post(form.role, Scope(form.scope_kind, form.scope_id), form.until, form.office)


def passphrase_faults(typed: str, again: str, names: Iterable[str]) -> list[Why]:
    """Every reason against a new passphrase. Length is all that is asked; no composition (ASVS 6.2)."""
    found = []
    if len(typed) < SHORTEST:
        found.append(
            why(
                "",
                _("Write at least {n} characters. Several words are best."),
                field="passphrase",
                n=SHORTEST,
            )
        )
    if len(typed) > LONGEST:
        found.append(why("", _("Write at most {n} characters."), field="passphrase", n=LONGEST))
    if typed.casefold() in COMMON or len(set(typed)) == 1:
        found.append(
            why("", _("This is among the first that anyone would try. Take another."), field="passphrase")
        )
    if typed.casefold().strip() in {name.casefold().strip() for name in names}:
        found.append(why("", _("Your name is no passphrase. Take another."), field="passphrase"))
    if typed != again:
        found.append(why("", _("The two are not the same. Write it twice alike."), field="again"))
    return found


def _is_the_same(one: Post, other: Post) -> bool:
    return (one.role, one.scope, one.office) == (other.role, other.scope, other.office)


def _overlap(one: Post, other: Post) -> bool:
    return one.scope == other.scope or EVERYWHERE in (one.scope, other.scope)


def _stand_apart(one: Role, other: Role) -> bool:
    return (one, other) in APART or (other, one) in APART


def _role(role: Role) -> Message:
    return Message(ROLE_NAMES[role])
