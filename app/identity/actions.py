"""What else happens when an account or a post changes; writes."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from app.identity import api_tokens, one_time, second_factor, sessions, sign_in_names
from app.identity.models import Account, HeldPost
from app.identity.schemas import Correct, EndSessions, EndToken, GivePost, Invite, Settle
from app.kernel.actors import ROLE_NAMES, ScopeKind
from app.kernel.errors import Refused, why
from app.kernel.flow import Form
from app.kernel.tx import Tx
from app.kernel.words import _

EVERYTHING = _("everything")


def make_account(tx: Tx, form: Invite) -> Account:
    """A new account; without a sign-in name it gets the number of a card."""
    return Account(
        title=form.name,
        sign_in=_free_name(tx, form.sign_in, form.country) if form.sign_in else sign_in_names.new_card(),
        country=form.country,
        language=form.language,
        time_zone=form.time_zone,
    )


def correct(tx: Tx, account: Account, form: Correct) -> None:
    """Write name, sign-in name and country anew."""
    account.sign_in = _free_name(tx, form.sign_in, form.country, but=account.id)
    account.title, account.country = form.title, form.country


def settle(_tx: Tx, account: Account, form: Settle) -> None:
    account.language, account.time_zone = form.language, form.time_zone


def shut_out(tx: Tx, account: Account, _form: Form) -> None:
    """End everything that opens the account; the passphrase stays for the day it is opened again."""
    sessions.end_all(tx.session, account.id)
    api_tokens.end_all(tx.session, account.id, tx.now)
    one_time.withdraw(tx.session, account.id)


def end_all_sessions(tx: Tx, account: Account, _form: Form) -> None:
    sessions.end_all(tx.session, account.id)


def end_sessions(tx: Tx, account: Account, form: EndSessions) -> None:
    """End one session, or all."""
    if form.session is None:
        sessions.end_all(tx.session, account.id)
    else:
        sessions.end_one(tx.session, account.id, form.session)


def end_token(tx: Tx, account: Account, form: EndToken) -> None:
    api_tokens.end_one(tx.session, account.id, form.token, tx.now)


def forget_second_factor(tx: Tx, account: Account, _form: Form) -> None:
    """Take the factor away, for a telephone and spare codes that are both lost; staff must enrol anew."""
    second_factor.withdraw(tx.session, account.id)
    sessions.end_all(tx.session, account.id)


def make_post(tx: Tx, form: GivePost) -> HeldPost:
    """A new post of the person whose reference the form has."""
    account = tx.session.scalars(select(Account).where(Account.reference == form.holder)).one()
    label = EVERYTHING if form.scope_kind is ScopeKind.ALL else form.scope_label
    return HeldPost(
        title=f"{ROLE_NAMES[form.role]}: {label}",
        account_id=account.id,
        role=form.role.value,
        office=form.office.value if form.office else None,
        scope_kind=form.scope_kind.value,
        scope_id=form.scope_id,
        scope_label=label,
        until=form.until,
    )


def make_held_post(tx: Tx, form: GivePost) -> HeldPost:
    """A new post that holds at once."""
    post = make_post(tx, form)
    take_effect(tx, post, form)
    return post


def take_effect(tx: Tx, post: HeldPost, _form: Form) -> None:
    """From now on the post counts: its last day is noted for the clock, and its holder signs in anew."""
    post.due_at = _after(post.until)
    sessions.end_all(tx.session, post.account_id)


def cease(tx: Tx, post: HeldPost, _form: Form) -> None:
    """From now on the post counts no more, in no open session either."""
    sessions.end_all(tx.session, post.account_id)


def _after(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), UTC)


def _free_name(tx: Tx, typed: str, country: str, but: int | None = None) -> str:
    """The sign-in name as it is kept; refused where it does not read or somebody has it."""
    name = sign_in_names.normal(typed, country)
    if name is None:
        raise Refused(
            [
                why(
                    "",
                    _(
                        "{name} is neither a telephone number of this country nor a card's number nor an e-mail "
                        "address. Compare every digit."
                    ),
                    field="sign_in",
                    name=typed,
                )
            ]
        )
    if tx.session.scalar(select(Account.id).where(Account.sign_in == name)) not in (None, but):
        raise Refused([why("", _("Somebody signs in with {name} already."), field="sign_in", name=name)])
    return name
