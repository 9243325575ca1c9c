"""Carriers: how a letter leaves the house, by SMTP, to the console, to an SMS provider or into a file."""

import json
import smtplib
import ssl
import sys
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime, parseaddr
from http import HTTPStatus
from pathlib import Path
from typing import Protocol, TextIO
from urllib.error import HTTPError
from urllib.parse import SplitResult, unquote, urlsplit

from app.messages.letters import Letter
from app.messages.sms import sms
from app.settings import Settings

SECONDS = 20
"""How long a carrier may keep the postman waiting."""
PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
PERMANENT = range(500, 600)


class Undelivered(Exception):
    """A letter did not go; `fault` tells how without quoting anything of it."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Returned(Undelivered):
    """This letter will never arrive there: no further try."""


class Delayed(Undelivered):
    """This letter did not go now; the next one may."""


class Away(Undelivered):
    """The carrier is not there, or does not know us: the whole bag waits."""


class Carrier(Protocol):
    """What takes letters out of the house."""

    def carry(self, letter: Letter) -> None:
        """Take one out; returns when somebody else answers for it, else raises what is Undelivered."""

    def rest(self) -> None:
        """End whatever connection there is."""


@dataclass
class Smtp:
    """A mail server, spoken to over one connection a bag; passwords and mail go encrypted only."""

    url: SplitResult
    sender: str
    _open: smtplib.SMTP | None = None

    def carry(self, letter: Letter) -> None:
        try:
            server = self._connected()
        except smtplib.SMTPNotSupportedError:
            raise Away("smtp without STARTTLS") from None
        except OSError as error:
            raise Away(_fault_of(error)) from None
        try:
            server.send_message(mail(letter, self.sender))
        except smtplib.SMTPNotSupportedError:
            raise Returned("smtp without UTF-8 addresses") from None
        except smtplib.SMTPRecipientsRefused as error:
            code, _said = next(iter(error.recipients.values()))
            raise (Returned if code in PERMANENT else Delayed)(f"smtp {code}") from None
        except smtplib.SMTPDataError as error:
            kind = Returned if error.smtp_code in PERMANENT else Delayed
            raise kind(f"smtp {error.smtp_code}") from None
        except OSError as error:
            self.rest()
            raise Away(_fault_of(error)) from None

    def rest(self) -> None:
        if self._open is not None:
            with suppress(OSError):
                self._open.quit()
            self._open = None

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        scheme, host = self.url.scheme, self.url.hostname or ""
        port, tls = self.url.port or PORTS[scheme], ssl.create_default_context()
        if scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=tls)
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS)
        try:
            if scheme == "smtp":
                server.starttls(context=tls)
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
        except OSError:
            server.close()
            raise
        return server


def _fault_of(error: OSError) -> str:
    """The kind of a fault, and the server's code: its words may quote an address."""
    return f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()


def mail(letter: Letter, sender: str) -> EmailMessage:
    """The letter as mail: plain text, marked as written by a machine (RFC 3834), numbered the same at each try."""
    message = EmailMessage(policy=POLICY)
    host = parseaddr(sender)[1].rpartition("@")[2]
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{letter.number}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(letter.text)
    return message


@dataclass
class Console:
    """Writes letters out where the command runs, for whoever develops or tries."""

    out: TextIO = field(default_factory=lambda: sys.stdout)

    def carry(self, letter: Letter) -> None:
        self.out.write(f"To: {letter.to}\nSubject: {letter.subject}\n\n{letter.text}\n")
        self.out.flush()

    def rest(self) -> None:
        """There is no connection."""


@dataclass
class RapidPro:
    """An SMS provider that takes RapidPro's broadcasts: text and telephones as `tel:` URNs (API v2)."""

    url: str
    token: str

    def carry(self, letter: Letter) -> None:
        body = json.dumps(broadcast(letter)).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Token {self.token}"}
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 - settings hold it to http(s)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310 - the same
                pass
        except HTTPError as error:
            with error:
                raise _answered(error.code) from None
        except OSError as error:
            raise Away(type(error).__name__) from None

    def rest(self) -> None:
        """There is no connection."""


def _answered(code: int) -> Undelivered:
    """A 400 is about this message; anything else is about us or the provider."""
    if code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
        return Returned(f"http {code}")
    return Away(f"http {code}")


@dataclass
class SmsFile:
    """A file that takes one JSON object a line in place of a provider."""

    path: Path

    def carry(self, letter: Letter) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(broadcast(letter), ensure_ascii=False) + "\n")

    def rest(self) -> None:
        """There is no connection."""


def broadcast(letter: Letter) -> dict[str, object]:
    """A text message in RapidPro's shape."""
    return {"urns": [f"tel:{letter.to}"], "text": sms(letter.text).text}


@dataclass(frozen=True)
class Carriers:
    """Who carries what; None where the installation has nobody for it."""

    mail: Carrier | None = None
    sms: Carrier | None = None

    def rest(self) -> None:
        """End every connection."""
        for carrier in (self.mail, self.sms):
            if carrier is not None:
                carrier.rest()


def carriers_of(settings: Settings) -> Carriers:
    """The carriers that the settings name. ValueError for an address of another kind."""
    return Carriers(_mail_carrier(settings), _sms_carrier(settings))


def _mail_carrier(settings: Settings) -> Carrier | None:
    if settings.smtp_url is None:
        return None
    url = urlsplit(settings.smtp_url.get_secret_value())
    if url.scheme == "console":
        return Console()
    if url.scheme not in PORTS:
        raise ValueError("LASTMILE_SMTP_URL begins with none of smtps, smtp, smtp+plain, console.")
    return Smtp(url, settings.mail_sender)


def _sms_carrier(settings: Settings) -> Carrier | None:
    if settings.sms_url is None:
        return None
    url = urlsplit(settings.sms_url)
    if url.scheme == "file":
        return SmsFile(Path(url.path))
    if url.scheme not in {"https", "http"}:
        raise ValueError("LASTMILE_SMS_URL begins with neither https nor file.")
    token = settings.sms_token.get_secret_value() if settings.sms_token else ""
    return RapidPro(settings.sms_url, token)
