"""Carriers against real servers: what arrives, over which line, and what each answer of a server makes of a letter."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.messages.carriers import Away, Console, RapidPro, Returned, SmsFile, carriers_of
from app.messages.letters import Letter
from app.settings import Settings
from tests.cuf.make import NOW, Fund
from tests.messages.mailbox import HERE, certificate, serving
from tests.messages.round import go, house_of, mail_address, marks

LETTER = Letter("notice-7-1", "officer@town.example", "en", "Raised walkway (CUF-107)", "It moved.\n")


def settings(**changes: object) -> Settings:
    return Settings.model_validate({"mail_sender": "Fund <fund@town.example>", **changes})


def test_mail_arrives_as_plain_text_marked_as_a_machine_s_with_a_number_of_its_own(fund: Fund) -> None:
    reference = fund.submitted(title="Ponts et égouts – phase 2")
    with serving() as mailbox:
        house = house_of(fund, mail_address(fund, "municipal"), f"smtp+plain://{HERE}:{mailbox.port}")
        go(house)

        (message,) = mailbox.came
        (notice,) = marks(fund, "municipal")

    assert message["To"] == "municipal@town.example"
    assert message["From"] == "Lastmile <fund@town.example>"
    assert message["Message-ID"] == f"<notice-{notice.id}-1@town.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert f"http://fund.example/cuf/projects/{reference}" in message.get_content()
    assert notice.posted_at == NOW


def test_an_address_that_is_refused_for_good_is_given_up_and_the_others_go(fund: Fund) -> None:
    fund.submitted()
    people = mail_address(fund, "municipal") | mail_address(fund, "municipal.second")
    with serving() as mailbox:
        mailbox.answers["municipal@town.example"] = "550 5.1.1 no such mailbox municipal@town.example"
        house = house_of(fund, people, f"smtp+plain://{HERE}:{mailbox.port}")
        go(house)

        (refused,), (sent,) = marks(fund, "municipal"), marks(fund, "municipal.second")
        assert [message["To"] for message in mailbox.came] == ["municipal.second@town.example"]
    assert (refused.gave_up_at, refused.posted_at, refused.fault) == (NOW, None, "smtp 550")
    assert sent.posted_at == NOW


def test_a_full_mailbox_is_tried_again(fund: Fund) -> None:
    fund.submitted()
    with serving() as mailbox:
        mailbox.answers["municipal@town.example"] = "452 mailbox full"
        house = house_of(fund, mail_address(fund, "municipal"), f"smtp+plain://{HERE}:{mailbox.port}")
        go(house)
        (waiting,) = marks(fund, "municipal")
        mailbox.answers.clear()
        go(house, NOW + timedelta(minutes=1))

        assert len(mailbox.came) == 1
    assert (waiting.gave_up_at, waiting.fault, waiting.tries) == (None, "smtp 452", 1)


def test_a_server_that_is_not_there_keeps_the_bag_and_the_log_says_nothing_of_anybody(
    fund: Fund, caplog: pytest.LogCaptureFixture
) -> None:
    fund.submitted(title="A walkway for Togba")
    with serving() as mailbox:
        gone = mailbox.port
    house = house_of(fund, mail_address(fund, "municipal"), f"smtp+plain://{HERE}:{gone}")

    with caplog.at_level(logging.DEBUG, "lastmile"):
        go(house)

    (waiting,) = marks(fund, "municipal")
    assert (waiting.fault, waiting.tries) == ("ConnectionRefusedError", 1)
    assert "ConnectionRefusedError" in caplog.text
    assert not any(word in caplog.text for word in ("municipal", "town.example", "walkway", "chair"))


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A server's certificate that this machine trusts."""
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    return context


def test_starttls_and_a_sign_in_go_before_mail(trusted: object) -> None:
    with serving(tls_context=trusted, require_starttls=True, auth_required=True) as mailbox:
        url = SecretStr(f"smtp://fund%40town:right@{HERE}:{mailbox.port}")
        carrier = carriers_of(settings(smtp_url=url)).mail
        assert carrier is not None
        carrier.carry(LETTER)
        carrier.carry(LETTER)
        carrier.rest()

        assert mailbox.encrypted == [True, True]
        assert mailbox.logins == ["fund@town"]


def test_a_wrong_password_is_nobody_s_letter_s_fault(trusted: object) -> None:
    with serving(tls_context=trusted, require_starttls=True, auth_required=True) as mailbox:
        url = SecretStr(f"smtp://fund:wrong@{HERE}:{mailbox.port}")
        carrier = carriers_of(settings(smtp_url=url)).mail
        assert carrier is not None
        with pytest.raises(Away) as refused:
            carrier.carry(LETTER)

    assert refused.value.fault == "SMTPAuthenticationError 535"


def test_a_server_without_starttls_is_told_nothing() -> None:
    with serving() as mailbox:
        carrier = carriers_of(settings(smtp_url=SecretStr(f"smtp://{HERE}:{mailbox.port}"))).mail
        assert carrier is not None
        with pytest.raises(Away, match="without STARTTLS"):
            carrier.carry(LETTER)

        assert mailbox.came == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context, _trusted = certificate(tmp_path)
    with serving(tls_context=context) as mailbox:
        carrier = carriers_of(settings(smtp_url=SecretStr(f"smtp://{HERE}:{mailbox.port}"))).mail
        assert carrier is not None
        with pytest.raises(Away, match="SSLCertVerificationError"):
            carrier.carry(LETTER)


def test_without_a_server_nobody_is_mailed_and_the_console_shows() -> None:
    out = io.StringIO()

    Console(out).carry(LETTER)

    assert carriers_of(settings()).mail is None
    assert isinstance(carriers_of(settings(smtp_url=SecretStr("console:"))).mail, Console)
    assert out.getvalue() == ("To: officer@town.example\nSubject: Raised walkway (CUF-107)\n\nIt moved.\n\n")


@pytest.mark.parametrize("changes", [{"smtp_url": "pigeon://here"}, {"sms_url": "ftp://here"}])
def test_a_carrier_of_another_kind_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="begins with"):
        carriers_of(settings(**changes))


# --- Text messages


@dataclass
class Provider:
    """An SMS provider on a socket of its own: what it was sent, and how it answers."""

    status: int = 201
    came: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    url: str = ""

    @contextmanager
    def serving(self) -> Iterator["Provider"]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                provider.came.append((self.headers["authorization"], json.loads(body)))
                self.send_response(provider.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
                """Say nothing."""

        server = HTTPServer((HERE, 0), Handler)
        self.url = f"http://{HERE}:{server.server_port}/api/v2/broadcasts.json"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


TEXT = Letter("sms-1", "+231770000001", "fr", "", "CUF-107 : l’examen est promis pour le 4 août")


def test_a_text_goes_to_rapidpro_as_a_broadcast_in_the_gsm_alphabet() -> None:
    with Provider().serving() as provider:
        RapidPro(provider.url, "secret").carry(TEXT)

    assert provider.came == [
        (
            "Token secret",
            {"urns": ["tel:+231770000001"], "text": "CUF-107 : l'examen est promis pour le 4 aout"},
        )
    ]


@pytest.mark.parametrize(("status", "kind"), [(400, Returned), (401, Away), (429, Away), (503, Away)])
def test_only_what_is_wrong_with_the_text_itself_is_given_up(status: int, kind: type[Exception]) -> None:
    with Provider(status=status).serving() as provider, pytest.raises(kind, match=f"http {status}"):
        RapidPro(provider.url, "secret").carry(TEXT)


def test_a_provider_that_is_not_there_keeps_the_bag() -> None:
    with Provider().serving() as provider:
        url = provider.url

    with pytest.raises(Away, match="URLError"):
        RapidPro(url, "secret").carry(TEXT)


def test_the_file_has_one_message_a_line(tmp_path: Path) -> None:
    file = tmp_path / "sms.jsonl"
    carrier = carriers_of(settings(sms_url=f"file://{file}")).sms
    assert isinstance(carrier, SmsFile)

    carrier.carry(TEXT)
    carrier.carry(LETTER)

    assert [json.loads(line)["urns"] for line in file.read_text("utf-8").splitlines()] == [
        ["tel:+231770000001"],
        ["tel:officer@town.example"],
    ]
