"""Moves that make or take a secret: the fact goes to the trail, the secret only to its hash and to the person."""

from datetime import timedelta

from app.identity import api_tokens, one_time, passphrases, second_factor
from app.identity.flow import ACCOUNTS
from app.identity.models import Account
from app.identity.schemas import Invite, IssueToken
from app.kernel.flow import Nothing, begin, fire
from app.kernel.tx import Tx


def invite(tx: Tx, form: Invite) -> tuple[Account, str]:
    """A new account, and the one-time code with which the person comes in first."""
    account = begin(tx, ACCOUNTS, "invite", form)
    return account, one_time.issue(tx.session, account.id, tx.now)


def issue_code(tx: Tx, account: Account, seen: int | None = None) -> str:
    """A new one-time code, for somebody who has lost theirs or forgot the passphrase."""
    fire(tx, ACCOUNTS, account, "issue_code", Nothing(), seen=seen)
    return one_time.issue(tx.session, account.id, tx.now)


def set_passphrase(tx: Tx, account: Account, made: str) -> None:
    """Keep a new passphrase, given as its hash; every open session ends, and an unused code with them."""
    fire(tx, ACCOUNTS, account, "set_passphrase", Nothing())
    one_time.withdraw(tx.session, account.id)
    passphrases.keep(tx.session, account.id, made, tx.now)


def enrol(tx: Tx, account: Account, key: bytes, secret: str, step: int) -> list[str]:
    """Keep a second factor, sealed under the installation's `key` and proved by the code of `step`; gives the recovery codes. Every session ends."""
    fire(tx, ACCOUNTS, account, "enrol_second_factor", Nothing())
    second_factor.enrol(tx.session, account.id, key, secret, step, tx.now)
    return second_factor.renew_recovery_codes(tx.session, account.id)


def renew_recovery_codes(tx: Tx, account: Account) -> list[str]:
    """New recovery codes in place of the old ones."""
    fire(tx, ACCOUNTS, account, "renew_recovery_codes", Nothing())
    return second_factor.renew_recovery_codes(tx.session, account.id)


def use_code(tx: Tx, account: Account, key: bytes, typed: str) -> bool:
    """Whether the second factor's code, or else a recovery code, lets the person in; either works once."""
    if second_factor.use(tx.session, account.id, key, typed, tx.now):
        return True
    if not second_factor.use_recovery_code(tx.session, account.id, typed, tx.now):
        return False
    fire(tx, ACCOUNTS, account, "use_recovery_code", Nothing())
    return True


def issue_token(tx: Tx, account: Account, form: IssueToken) -> str:
    """A new token for the API."""
    fire(tx, ACCOUNTS, account, "issue_token", form)
    expires_at = tx.now + timedelta(days=int(form.days))
    return api_tokens.issue(tx.session, account.id, form.label, tx.now, expires_at)
