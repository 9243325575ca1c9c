"""Files of exactly what a list shows: asked for on a page, told to the trail, and sent for a ticket."""

import hashlib
import hmac
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from pydantic import Field
from starlette.background import BackgroundTask

from app.formats import sheets
from app.kernel.actors import Actor
from app.kernel.errors import NotAllowed, Refused, why
from app.kernel.flow import Form
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.listing import Asker, conditions_in, count_of, every
from app.kernel.tx import Tx
from app.kernel.words import Message, _, locale_of, value_text, words
from app.web.doors import Door, Reading, Writing
from app.web.forms import fields, read
from app.web.house import house_of
from app.web.lists import Cell, Table, Tag, Way, whole_search
from app.web.posted import PostedForm
from app.web.render import language_of, page
from app.web.tokens import credential_of

AnyTable = Table[Any, Any]
MOST_ROWS = 100_000
TICKET_HOLDS = timedelta(minutes=10)
CHUNK = 64 * 1024
TOO_MANY = _("There are more than {most} of them. Narrow the search first.")
OLD_TICKET = _("Ask for the file on the list's page: this address holds for minutes only.")


class Kind(StrEnum):
    """What a file is made for."""

    XLSX = "xlsx"
    CSV = "csv"


KIND_NAMES = {Kind.XLSX.value: _("workbook (XLSX)"), Kind.CSV.value: _("plain table (CSV)")}
MEDIA = {Kind.XLSX: sheets.XLSX, Kind.CSV: sheets.CSV}


class Export(Form):
    """Which kind of file, of what the list's search finds."""

    kind: Kind = Field(Kind.XLSX, title=_("Kind of file"), json_schema_extra={"answers": dict(KIND_NAMES)})
    q: str = Field("", max_length=500)
    state: str = Field("", max_length=100)

    @property
    def search(self) -> str:
        return whole_search(self.q, self.state)


@dataclass(frozen=True)
class Ticket:
    """What a file's address carries: the same things that the fact tells, until when, and the proof of both."""

    kind: str
    q: str
    state: str
    until: str

    def proof(self, request: Request, path: str) -> str:
        """What only this house gives, for this session, the list at this address and this search."""
        settings = house_of(request).settings
        credential = credential_of(request, settings)
        parts = (path, credential.secret if credential else "", *vars(self).values())
        return hmac.new(settings.secret(), "\0".join(("export", *parts)).encode(), hashlib.sha256).hexdigest()


def exports_of(table: AnyTable) -> APIRouter:
    """The page that asks for a file of a list, and the file; to be included before `/{reference}`.

    Asking is a fact: who took which list, by which words, how many rows (R72). The file answers only to the
    ticket of that fact, for some minutes, so that none is taken unseen.
    """
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    router.add_api_route(f"{table.path}/export", _ask_page(table), methods=["GET"])
    router.add_api_route(f"{table.path}/export", _ask(table), methods=["POST"])
    router.add_api_route(f"{table.path}/file", _file(table), methods=["GET"])
    return router


def _ask_page(table: AnyTable) -> Callable[..., Response]:
    def ask_page(door: Reading) -> Response:
        _must_see(table, door.actor)
        typed = getattr(door.request.state, "typed", None)
        asked = {name: value for name, value in door.request.query_params.items() if name in {"q", "state"}}
        if typed is not None:
            asked = {"q": typed.one("q"), "state": typed.one("state")}
        text, state = asked.get("q", ""), asked.get("state", "")
        asker = Asker(door.actor, door.now)
        conditions, faults = conditions_in(table.listing, asker, whole_search(text, state))
        count = 0 if faults else count_of(door.session, table.listing, asker, conditions, MOST_ROWS)
        return page(
            door,
            "export.html",
            table=table,
            text=text,
            state=state,
            count=count,
            faults=faults,
            most=MOST_ROWS,
            fields=[spec for spec in fields(Export) if spec.name == "kind"],
        )

    return ask_page


def _ask(table: AnyTable) -> Callable[..., Response]:
    def ask(request: Request, tx: Writing, posted: PostedForm) -> Response:
        _must_see(table, tx.actor)
        form = read(Export, posted, language=tx.actor.language)
        _tell(tx, table, form)
        until = (tx.now + TICKET_HOLDS).isoformat(timespec="seconds")
        ticket = Ticket(form.kind.value, form.q, form.state, until)
        query = urlencode({**vars(ticket), "proof": ticket.proof(request, table.path)})
        return RedirectResponse(f"{table.path}/file?{query}", 303)

    return ask


def _tell(tx: Tx, table: AnyTable, form: Export) -> None:
    asker = Asker(tx.actor, tx.now)
    conditions, faults = conditions_in(table.listing, asker, form.search)
    if faults:
        raise Refused(faults)
    count = count_of(tx.session, table.listing, asker, conditions, MOST_ROWS)
    if count > MOST_ROWS:
        raise Refused([why("", TOO_MANY, most=MOST_ROWS)])
    kind = table.listing.flow.kind
    tx.note(
        "exports", {"list": kind, "kind": form.kind.value, "state": form.state, "rows": count}, words=form.q
    )
    tx.tell("web.export", f"export/{kind}")


def _file(table: AnyTable) -> Callable[..., Response]:
    def file(door: Reading) -> Response:
        given = door.request.query_params
        ticket = Ticket(*(given.get(name, "") for name in ("kind", "q", "state", "until")))
        fresh = ticket.until >= door.now.isoformat(timespec="seconds")
        if not (
            fresh and hmac.compare_digest(given.get("proof", ""), ticket.proof(door.request, table.path))
        ):
            raise NotAllowed([why("", OLD_TICKET)])
        return _sent(door, table, Kind(ticket.kind), whole_search(ticket.q, ticket.state))

    return file


def _must_see(table: AnyTable, actor: Actor) -> None:
    if not actor.roles & table.listing.flow.sees.keys():
        raise NotAllowed([why("", NOT_YOURS)])


def _sent(door: Door, table: AnyTable, kind: Kind, text: str) -> Response:
    """The file, made whole before it is sent, so that none looks whole that is not."""
    whole = _sheet(door, table, text)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the answer has been sent
    if kind is Kind.XLSX:
        sheets.write_xlsx(whole, file)
    else:
        file.writelines(sheets.csv_lines(whole))
    file.seek(0)
    name = f"{table.path.rsplit('/', 1)[-1]}-{door.now:%Y-%m-%d}.{kind}"
    return StreamingResponse(
        iter(partial(file.read, CHUNK), b""),
        media_type=MEDIA[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        background=BackgroundTask(file.close),
    )


def _sheet(door: Door, table: AnyTable, text: str) -> sheets.Table:
    language = language_of(door)
    translate, locale = door.house.languages.translator(language), locale_of(language)
    gettext = translate.gettext

    def plain(cell: Cell) -> sheets.Cell:
        match cell:
            case Message():
                return words(cell, translate, locale)
            case Tag():
                return gettext(cell.text)
            case Way():
                return cell.text
        return cell

    def rows() -> Iterator[list[sheets.Cell]]:
        for things in every(door.session, table.listing, Asker(door.actor, door.now), text):
            for row in table.rows(door.session, things):
                yield [plain(cell) for cell in row]

    currency = gettext(_("currency"))
    return sheets.Table(
        gettext(table.title),
        [
            sheets.Column(gettext(column.heading), currency if column.look == "money" else "")
            for column in table.columns
        ],
        rows(),
        about=[
            (gettext(_("List")), gettext(table.title)),
            (gettext(_("Search")), text or gettext(_("everything"))),
            (gettext(_("Made")), value_text("", door.now, locale)),
        ],
    )
