"""What an installation may decide for itself: one class, read once from LASTMILE_... variables, passed on."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SHORTEST_SECRET = 32

Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """The settings of one installation; relative paths count from the working folder."""

    model_config = SettingsConfigDict(
        env_prefix="LASTMILE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    # --- What it is, and where people reach it
    mode: Literal["development", "production"] = Field(
        "development", description="production refuses to start while anything is left at an unsafe default"
    )
    host: str = Field("127.0.0.1", description="the address the server listens on")
    port: int = Field(8000, ge=0, le=65535, description="the port the server listens on")
    public_url: str = Field(
        "http://127.0.0.1:8000", description="the address people type; links in messages begin with it"
    )
    trusted_hosts: Words = Field(
        ("127.0.0.1", "localhost"), description="host names that requests may name, with commas between"
    )
    trusted_proxies: Words = Field((), description="addresses of proxies whose forwarding headers count")

    # --- Where things are kept
    database_url: str = Field(
        "sqlite:///var/lastmile.db", description="the database as the application sees it"
    )
    owner_database_url: str | None = Field(
        None, description="the same database as its owner, for migrations; without it database_url"
    )
    documents_dir: Path = Field(Path("var/documents"), description="the folder that uploaded files lie in")
    postgres_programs: Path | None = Field(
        None, description="the folder with pg_dump and pg_restore; without it those on the PATH"
    )

    # --- How people are told
    smtp_url: SecretStr | None = Field(
        None,
        description=(
            "the mail server: smtps://user:password@host, smtp://... (STARTTLS is asked for), smtp+plain://... "
            "(this machine only), console:; without it nobody is mailed"
        ),
    )
    mail_sender: str = Field("Lastmile <lastmile@localhost>", description="whom mail comes from")
    sms_url: str | None = Field(
        None,
        description="the SMS provider: https://... (a RapidPro) or file:///...; without it no SMS goes out",
    )
    sms_token: SecretStr | None = Field(None, description="the token that the SMS provider knows us by")
    sms_secret: SecretStr | None = Field(
        None, description="the secret that incoming SMS are signed with; without it none is taken in"
    )

    # --- Secrets and the trail
    origin: str = Field(
        "demo.invalid/trail", description="the trail's name, <domain>/trail; fixed with the first entry"
    )
    secret_key: SecretStr | None = Field(
        None, description="32 characters or more that sessions and forms are bound with; else secret_key_file"
    )
    secret_key_file: Path = Field(
        Path("var/secret.key"), description="the file with that secret; development makes it"
    )
    signing_key_file: Path = Field(
        Path("var/signing.key"), description="the file with the key that signs the trail's checkpoints"
    )
    demo_password: SecretStr | None = Field(
        None, description="one known password for all demonstration accounts; never in production"
    )

    # --- Limits
    max_body_bytes: int = Field(1_048_576, gt=0, description="the largest request without a file, in bytes")
    max_upload_bytes: int = Field(20_971_520, gt=0, description="the largest uploaded file, in bytes")
    staff_idle: timedelta = Field(
        timedelta(minutes=30),
        gt=timedelta(0),
        description="a staff session ends after this without a request",
    )
    forum_idle: timedelta = Field(
        timedelta(hours=8), gt=timedelta(0), description="a forum's session ends after this without a request"
    )
    session_absolute: timedelta = Field(
        timedelta(hours=12), gt=timedelta(0), description="every session ends after this, used or not"
    )
    thread_tokens: int = Field(
        20, gt=0, description="requests worked on at once, and database connections held for them"
    )
    worker_interval: float = Field(
        5.0, gt=0, description="seconds the worker rests when it found nothing to do"
    )

    # --- What the operator sees
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="the least that is logged: DEBUG, INFO, WARNING or ERROR"
    )
    metrics_token: SecretStr | None = Field(
        None, description="the bearer token that /metrics is read with; without it there is no /metrics"
    )

    # --- Languages and the day
    languages: Words = Field(
        ("en", "fr"), min_length=1, description="languages offered, in this order, with commas between"
    )
    default_language: str = Field("en", description="the language of whoever has chosen none")
    today: date | None = Field(None, description="the day the demonstration takes for today, YYYY-MM-DD")

    @field_validator("trusted_hosts", "trusted_proxies", "languages", mode="before")
    @classmethod
    def _words(cls, given: object) -> object:
        if isinstance(given, str):
            return tuple(word for part in given.split(",") if (word := part.strip()))
        return given

    @model_validator(mode="after")
    def _default_language_is_offered(self) -> "Settings":
        if self.default_language not in self.languages:
            raise ValueError("LASTMILE_DEFAULT_LANGUAGE is not among LASTMILE_LANGUAGES.")
        return self

    @property
    def migrations_url(self) -> str:
        """The database as its owner sees it, who may change its tables."""
        return self.owner_database_url or self.database_url

    def secret(self) -> bytes:
        """Give the secret that sessions and forms are bound with; without the file it raises FileNotFoundError."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        return self.secret_key_file.read_bytes().strip()

    def problems(self) -> list[str]:
        """Give every reason, with its mend, why production must not start; development has none."""
        if self.mode == "development":
            return []
        return [
            *self._problems_of_secrets(),
            *self._problems_of_addresses(),
            *self._problems_of_messages(),
            *self._problems_of_demonstration(),
        ]

    def _problems_of_secrets(self) -> list[str]:
        found = []
        if self.secret_key is None and not self.secret_key_file.is_file():
            found.append("There is no secret: set LASTMILE_SECRET_KEY or LASTMILE_SECRET_KEY_FILE.")
        elif len(self.secret()) < SHORTEST_SECRET:
            found.append(f"The secret is shorter than {SHORTEST_SECRET} characters: make a longer one.")
        if self.secret_key is None and "secret_key_file" not in self.model_fields_set:
            found.append("The secret is the development's own: name another in LASTMILE_SECRET_KEY_FILE.")
        if "signing_key_file" not in self.model_fields_set:
            found.append(
                "The signing key is the development's own: name another in LASTMILE_SIGNING_KEY_FILE."
            )
        elif not self.signing_key_file.is_file():
            found.append("The file that LASTMILE_SIGNING_KEY_FILE names is not there: run `lastmile init`.")
        return found

    def _problems_of_addresses(self) -> list[str]:
        found = []
        url = urlsplit(self.public_url)
        if url.scheme != "https":
            found.append("LASTMILE_PUBLIC_URL does not begin with https: sign-ins would travel in the open.")
        if url.hostname not in self.trusted_hosts:
            found.append("LASTMILE_TRUSTED_HOSTS does not name the host of LASTMILE_PUBLIC_URL.")
        if "*" in self.trusted_hosts:
            found.append("LASTMILE_TRUSTED_HOSTS lets every name through: name the hosts.")
        return found

    def _problems_of_messages(self) -> list[str]:
        found = []
        mail = urlsplit(self.smtp_url.get_secret_value() if self.smtp_url else "")
        if mail.scheme == "smtp+plain" and mail.hostname not in {"localhost", "127.0.0.1", "::1"}:
            found.append(
                "LASTMILE_SMTP_URL sends passwords and mail in the open: begin it with smtps or smtp."
            )
        if mail.scheme == "console":
            found.append("LASTMILE_SMTP_URL is the console: mail would stand in the logs. Name a server.")
        if self.smtp_url is not None and "mail_sender" not in self.model_fields_set:
            found.append("Mail has the development's own sender: set LASTMILE_MAIL_SENDER.")
        if self.sms_secret is not None and len(self.sms_secret.get_secret_value()) < SHORTEST_SECRET:
            found.append(
                f"LASTMILE_SMS_SECRET is shorter than {SHORTEST_SECRET} characters: make a longer one."
            )
        return found

    def _problems_of_demonstration(self) -> list[str]:
        found = []
        if self.origin.partition("/")[0].endswith(".invalid"):
            found.append("LASTMILE_ORIGIN is the demonstration's: set <your domain>/trail.")
        if self.demo_password is not None:
            found.append("LASTMILE_DEMO_PASSWORD is set: a known password opens accounts. Remove it.")
        if self.today is not None:
            found.append("LASTMILE_TODAY is set: only a demonstration lives on another day. Remove it.")
        return found
