"""A toy owner of documents: an album whose forum adds, renews and withdraws files; one page, like a real one."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse, Response
from jinja2 import ChoiceLoader, DictLoader
from pydantic import SecretStr

from app.documents import actions, queries
from app.documents.doors import Received, WritingWithFile, read_with
from app.documents.kinds import size_shown
from app.documents.schemas import ReceivedFile, Upload
from app.kernel.actors import Actor, Post, Role, Scope, ScopeKind
from app.kernel.db import Databases
from app.kernel.flow import Birth, Flow, Form, Move, Sight, begin, find, fire
from app.kernel.plugs import Credential, Plugs
from app.kernel.things import Thing
from app.kernel.tx import Tx, writing
from app.kernel.words import Languages
from app.main import build
from app.settings import Settings
from app.web.doors import Reading
from app.web.house import House
from app.web.posted import PostedForm
from app.web.render import environment, page

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
FORUM = Actor("usr_104", frozenset({Post(Role.FORUM, Scope(ScopeKind.PLACE, 7))}))
TEAM = Actor("usr_105", frozenset({Post(Role.MUNICIPAL_TEAM, Scope(ScopeKind.PLACE, 7))}))
STRANGER = Actor("usr_106", frozenset({Post(Role.FORUM, Scope(ScopeKind.PLACE, 8))}))
PEOPLE = {"forum": FORUM, "team": TEAM, "stranger": STRANGER}
PLUGS = Plugs(
    actor_of=lambda _session, credential, _now: PEOPLE.get(credential.secret),
    names_of=lambda _session, references: dict.fromkeys(references, "The forum's secretary"),
    people_for=lambda _session, _role, _scopes: (),
)


class State(StrEnum):
    """Only drafts are hidden from the municipal team."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"


class Album(Thing):
    """A thing with nothing but its header."""

    __mapper_args__ = {"polymorphic_identity": "toy.album"}  # noqa: RUF012 - SQLAlchemy's own declaration


class Titled(Form):
    """What an album begins with."""

    title: str


class Renewal(Upload):
    """A new version of one of its documents."""

    document: int


class Which(Form):
    """One of its documents."""

    document: int


def attach(tx: Tx, album: Album, form: Upload) -> None:
    actions.keep(tx, album, form.file, purpose="photo", title=form.title)


def renew(tx: Tx, album: Album, form: Renewal) -> None:
    actions.renew(tx, queries.document_of(tx.session, album.id, form.document), form.file)


def withdraw(tx: Tx, album: Album, form: Which) -> None:
    actions.withdraw(tx, queries.document_of(tx.session, album.id, form.document))


def move(name: str, form: type[Form], does: object) -> Move:
    return Move(name, name, name, frozenset(State), None, frozenset({Role.FORUM}), form=form, does=does)  # type: ignore[arg-type]  # each takes its own form


FLOW: Flow[Album, None] = Flow(
    kind="toy.album",
    prefix="ALB",
    title="album",
    path="albums",
    model=Album,
    states=State,
    words={state: state.value for state in State},
    births=(
        Birth(
            "new",
            "New",
            "made",
            State.DRAFT,
            frozenset({Role.FORUM}),
            lambda _tx, form: Album(title=form.title),
            Titled,
        ),
    ),
    moves=(
        move("attach", Upload, attach),
        move("renew", Renewal, renew),
        move("withdraw", Which, withdraw),
        Move("open", "Open", "opened", frozenset({State.DRAFT}), State.OPEN, frozenset({Role.FORUM})),
    ),
    sees={Role.FORUM: Sight(frozenset(State)), Role.MUNICIPAL_TEAM: Sight(frozenset({State.OPEN}))},
    scopes=lambda _session, _album: [Scope(ScopeKind.PLACE, 7)],
    grounds=lambda _session, _actor, albums, _now: dict.fromkeys((album.id for album in albums), None),
)


def new_album(databases: Databases) -> str:
    """An album of the forum's; gives its reference."""
    with writing(databases, PLUGS, FORUM, NOW, "req-new") as tx:
        return begin(tx, FLOW, "new", Titled(title="The well")).reference


def do(databases: Databases, reference: str, name: str, form: Form) -> None:
    """One move of the forum's, in a transaction of its own."""
    with writing(databases, PLUGS, FORUM, NOW, "req-move") as tx:
        fire(tx, FLOW, find(tx.session, FORUM, FLOW, reference, NOW), name, form)


def keep(databases: Databases, reference: str, file: ReceivedFile, title: str = "The well, dug") -> None:
    """Add a file to the album."""
    do(databases, reference, "attach", Upload(file=file, title=title))


TEMPLATE = """
{% import "documents/list.html" as documents %}
<p>{% for problem in problems %}{{ problem | say }}{% endfor %}</p>
{{ documents.listed(rows, names) }}
{{ documents.upload(csrf, most, seen, problems, typed) }}
"""
router = APIRouter(include_in_schema=False)


@router.get("/albums/{reference}")
def album_page(door: Reading, reference: str) -> Response:
    album = find(door.session, door.actor, FLOW, reference, door.now)
    rows = queries.documents_of(door.session, album.id)
    return page(
        door,
        "toy.html",
        rows=rows,
        names=door.house.plugs.names_of(door.session, {row.current.kept_by for row in rows}),
        most=size_shown(door.house.settings.max_upload_bytes, up=False),
        seen=album.version,
    )


@router.post("/albums/{reference}")
def add(tx: WritingWithFile, posted: PostedForm, received: Received, reference: str) -> Response:
    album = find(tx.session, tx.actor, FLOW, reference, tx.now)
    form = read_with(Upload, posted, received, language=tx.actor.language)
    fire(tx, FLOW, album, "attach", form, seen=posted.seen)
    return RedirectResponse(f"/albums/{reference}", 303)


def house_in(folder: Path, databases: Databases) -> House:
    """A house whose people are known by their cookie, with the toy's page."""
    languages = Languages()
    templates = environment(languages, links=())
    assert templates.loader is not None
    templates.loader = ChoiceLoader([templates.loader, DictLoader({"toy.html": TEMPLATE})])
    settings = Settings(
        documents_dir=folder / "documents",
        secret_key=SecretStr("a secret of thirty-two characters"),
        max_upload_bytes=2_000_000,
    )
    return House(
        settings=settings,
        databases=databases,
        plugs=PLUGS,
        flows={FLOW.kind: FLOW},
        templates=templates,
        languages=languages,
        now=lambda: NOW,
    )


def app_of(house: House) -> FastAPI:
    """The app with the cards' own pages, and the toy's."""
    app = build(house)
    app.include_router(router)
    return app


def credential(person: str) -> Credential:
    return Credential("session", person)
