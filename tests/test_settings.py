"""Settings: read from the environment, documented whole, and unsafe ones refused in production."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from app.settings import Settings

SECRET = "a secret of more than thirty-two characters"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the machine's own settings out: no .env, and none of the variables."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LASTMILE_{name.upper()}", raising=False)


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Set the environment of a production that may start."""
    key = tmp_path / "signing.key"
    key.write_bytes(b"key")
    monkeypatch.setenv("LASTMILE_MODE", "production")
    monkeypatch.setenv("LASTMILE_ORIGIN", "fund.example.org/trail")
    monkeypatch.setenv("LASTMILE_PUBLIC_URL", "https://fund.example.org")
    monkeypatch.setenv("LASTMILE_TRUSTED_HOSTS", "fund.example.org")
    monkeypatch.setenv("LASTMILE_SECRET_KEY", SECRET)
    monkeypatch.setenv("LASTMILE_SIGNING_KEY_FILE", str(key))
    return monkeypatch


def as_written(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, tuple):
        return ",".join(default)
    return str(TypeAdapter(type(default)).dump_python(default, mode="json"))


def test_the_example_file_documents_each_setting_with_its_default() -> None:
    example = Path(__file__).parent.parent / ".env.example"
    expected = [
        (f"# {field.description}", f"#LASTMILE_{name.upper()}={as_written(field.default)}")
        for name, field in Settings.model_fields.items()
    ]

    lines = example.read_text().splitlines()
    documented = [(above, line) for above, line in pairwise(lines) if line.startswith("#LASTMILE_")]

    assert documented == expected


def test_the_example_file_read_as_it_stands_gives_the_defaults(tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / ".env.example"
    opened = tmp_path / "opened.env"
    opened.write_text(example.read_text().replace("#LASTMILE_", "LASTMILE_"))

    settings = Settings(_env_file=opened)

    assert settings == Settings()


def test_lists_and_spans_of_time_are_read_as_the_example_file_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTMILE_LANGUAGES", "fr, ar,")
    monkeypatch.setenv("LASTMILE_DEFAULT_LANGUAGE", "ar")
    monkeypatch.setenv("LASTMILE_STAFF_IDLE", "PT10M")

    settings = Settings()

    assert settings.languages == ("fr", "ar")
    assert settings.staff_idle == timedelta(minutes=10)


def test_a_default_language_that_is_not_offered_is_refused() -> None:
    with pytest.raises(ValidationError, match="LASTMILE_DEFAULT_LANGUAGE is not among LASTMILE_LANGUAGES"):
        Settings(default_language="pt")


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTMILE_SECRET_KEY", SECRET)
    monkeypatch.setenv("LASTMILE_DEMO_PASSWORD", SECRET)

    shown = repr(Settings())

    assert SECRET not in shown


def test_the_secret_comes_from_its_file_unless_it_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "secret.key"
    file.write_bytes(b"from the file\n")
    monkeypatch.setenv("LASTMILE_SECRET_KEY_FILE", str(file))

    assert Settings().secret() == b"from the file"
    assert Settings(secret_key=SECRET).secret() == SECRET.encode()


def test_migrations_run_as_the_owner_where_there_is_one() -> None:
    assert Settings().migrations_url == "sqlite:///var/lastmile.db"
    assert Settings(owner_database_url="postgresql+psycopg:///owned").migrations_url.endswith("owned")


def test_development_starts_with_every_default() -> None:
    assert Settings().problems() == []


@pytest.mark.usefixtures("safe")
def test_production_starts_when_nothing_is_unsafe_and_sqlite_is_allowed() -> None:
    assert Settings().problems() == []


def test_production_names_every_unsafe_default_at_once() -> None:
    problems = Settings(mode="production").problems()

    named = [word for problem in problems for word in problem.split() if word.startswith("LASTMILE_")]
    assert [name.strip(".:") for name in named] == [
        "LASTMILE_SECRET_KEY",
        "LASTMILE_SECRET_KEY_FILE",
        "LASTMILE_SECRET_KEY_FILE",
        "LASTMILE_SIGNING_KEY_FILE",
        "LASTMILE_PUBLIC_URL",
        "LASTMILE_ORIGIN",
    ]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ORIGIN", "demo.invalid/trail", "LASTMILE_ORIGIN is the demonstration's"),
        ("PUBLIC_URL", "http://fund.example.org", "LASTMILE_PUBLIC_URL does not begin with https"),
        ("PUBLIC_URL", "https://other.example.org", "LASTMILE_TRUSTED_HOSTS does not name the host"),
        ("TRUSTED_HOSTS", "fund.example.org,*", "LASTMILE_TRUSTED_HOSTS lets every name through"),
        ("SECRET_KEY", "short", "The secret is shorter than 32"),
        ("SIGNING_KEY_FILE", "nowhere.key", "The file that LASTMILE_SIGNING_KEY_FILE names is not there"),
        ("DEMO_PASSWORD", "known to all", "LASTMILE_DEMO_PASSWORD is set"),
        ("TODAY", "2026-06-30", "LASTMILE_TODAY is set"),
    ],
)
def test_production_refuses_each_unsafe_setting(
    safe: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    safe.setenv(f"LASTMILE_{name}", value)

    problems = Settings().problems()

    assert len(problems) == 1
    assert problems[0].startswith(reason)
