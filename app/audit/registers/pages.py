"""The pages of registers: which there are, one on the screen with its sums, and the same as a file."""

import hmac
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import islice
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from pydantic import Field

from app.audit.registers.files import Say, Told, csv_file, jsonl_file, workbook
from app.audit.registers.register import READERS, Asked, Register, asked_by
from app.audit.registers.table import REGISTERS
from app.formats import sheets
from app.kernel.actors import Actor
from app.kernel.errors import Invalid, NotAllowed, NotFound, Why, why
from app.kernel.fields import Day
from app.kernel.flow import Form
from app.kernel.flow.fire import NOT_YOURS
from app.kernel.words import Message, _, locale_of, words
from app.web.doors import Door, Reading, Writing
from app.web.exports import CHUNK, OLD_TICKET, TICKET_HOLDS, Ticket
from app.web.forms import fields, read, read_values
from app.web.house import House, house_of
from app.web.posted import PostedForm
from app.web.render import language_of, page

ROWS = 50
SKIPPED = re.compile(r"[0-9]{1,8}", re.ASCII)
UNKNOWN = _("There is no such register.")

pages = APIRouter(tags=["audit"], default_response_class=HTMLResponse, include_in_schema=False)


class Kind(StrEnum):
    """What a file is made for."""

    XLSX = "xlsx"
    CSV = "csv"
    JSONL = "jsonl"


KINDS = {
    Kind.XLSX.value: _("workbook (XLSX)"),
    Kind.CSV.value: _("plain table (CSV)"),
    Kind.JSONL.value: _("JSON Lines, for programs"),
}


MEDIA = {Kind.XLSX: sheets.XLSX, Kind.CSV: sheets.CSV, Kind.JSONL: "application/jsonl; charset=utf-8"}


class Filter(Form):
    """Which days and words a register is narrowed to."""

    since: Day | None = Field(None, title=_("From"))
    until: Day | None = Field(None, title=_("Until"))
    q: str = Field("", title=_("Words"), max_length=100)

    @property
    def query(self) -> str:
        """The filter as an address carries it."""
        told = self.model_dump(mode="json", exclude_defaults=True, include=set(Filter.model_fields))
        return urlencode(told)


class Export(Filter):
    """The same, and which kind of file."""

    kind: Kind = Field(Kind.XLSX, title=_("Kind of file"), json_schema_extra={"answers": dict(KINDS)})


def register_named(key: str) -> Register:
    """The register; NotFound where there is none."""
    if key not in REGISTERS:
        raise NotFound([why("", UNKNOWN)])
    return REGISTERS[key]


def _must_read(actor: Actor) -> None:
    if not actor.holds(READERS):
        raise NotAllowed([why("", NOT_YOURS)])


def _asked(house: House, actor: Actor, today: date, chosen: Filter) -> Asked:
    flows = list(house.flows.values())
    return asked_by(actor, flows, today, since=chosen.since, until=chosen.until, text=chosen.q)


@pages.get("/audit/registers/{key}")
def register_page(door: Reading, key: str) -> Response:
    """One register: its sums, and its rows page by page."""
    register = register_named(key)
    _must_read(door.actor)
    chosen, skipped, faults = _chosen(door)
    asked = _asked(door.house, door.actor, door.now.date(), chosen)
    sums = register.sums(door.session, asked)
    rows = list(islice(register.rows(door.session, asked), skipped, skipped + ROWS))
    return page(
        door,
        "audit/register.html",
        register=register,
        specs=fields(Filter),
        chosen=chosen,
        faults=faults,
        rows=rows,
        sums=sums,
        skipped=skipped,
        older=f"{chosen.query}&skip={skipped + ROWS}" if skipped + ROWS < sums.rows else "",
        export=fields(Export)[-1:],
    )


def _chosen(door: Door) -> tuple[Filter, int, tuple[Why, ...]]:
    """What the address asks for, as far as it reads."""
    given = dict(door.request.query_params)
    skipped = given.pop("skip", "0")
    wanted = {name: given[name] for name in Filter.model_fields if given.get(name)}
    start = int(skipped) if SKIPPED.fullmatch(skipped) else 0
    try:
        return read_values(Filter, wanted, language=language_of(door)), start, ()
    except Invalid as error:
        return Filter(), start, error.whys


@pages.post("/audit/registers/{key}")
def export(request: Request, tx: Writing, posted: PostedForm, key: str) -> Response:
    """Tell the trail what is taken, how much it is and what it comes to (R72, R73); then lead to the file."""
    register = register_named(key)
    _must_read(tx.actor)
    form = read(Export, posted, language=tx.actor.language)
    sums = register.sums(tx.session, _asked(house_of(request), tx.actor, tx.today, form))
    told = {
        "register": key,
        "kind": form.kind.value,
        "since": form.since.isoformat() if form.since else None,
        "until": form.until.isoformat() if form.until else None,
        "rows": sums.rows,
        "sums": [
            {"column": column, "currency": currency, "minor": str(money.minor)}
            for (column, currency), money in sums.money.items()
        ],
    }
    tx.note("exports", told, **({"words": form.q} if form.q else {}))
    tx.tell("audit.register", f"export/{key}")
    until = (tx.now + TICKET_HOLDS).isoformat(timespec="seconds")
    ticket = Ticket(form.kind.value, form.query, "", until)
    proof = ticket.proof(request, f"/audit/registers/{key}")
    return RedirectResponse(f"/audit/registers/{key}/file?{urlencode({**vars(ticket), 'proof': proof})}", 303)


@pages.get("/audit/registers/{key}/file")
def file(door: Reading, key: str) -> Response:
    """The file, for the ticket of a fact."""
    register = register_named(key)
    given = door.request.query_params
    ticket = Ticket(*(given.get(name, "") for name in ("kind", "q", "state", "until")))
    proof = ticket.proof(door.request, f"/audit/registers/{key}")
    fresh = ticket.until >= door.now.isoformat(timespec="seconds")
    if not (fresh and hmac.compare_digest(given.get("proof", ""), proof)):
        raise NotAllowed([why("", OLD_TICKET)])
    name = f"{key}-{door.now:%Y-%m-%d}.{ticket.kind}"
    return StreamingResponse(
        _bytes(door, register, Kind(ticket.kind), read_values(Filter, dict(parse_qsl(ticket.q)))),
        media_type=MEDIA[Kind(ticket.kind)],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _bytes(door: Door, register: Register, kind: Kind, chosen: Filter) -> Iterator[bytes]:
    """The file, row by row; a workbook is made whole first, for its programs read it from the end."""
    language = language_of(door)
    rows = register.rows(door.session, _asked(door.house, door.actor, door.now.date(), chosen))
    say = _saying(door.house, language)
    told = Told(say(register.title), chosen.query, door.now, say)
    match kind:
        case Kind.CSV:
            yield from csv_file(register, rows, told)
        case Kind.JSONL:
            yield from jsonl_file(register, rows, told)
        case Kind.XLSX:
            with tempfile.TemporaryFile() as book:
                workbook(register, rows, told, book)
                book.seek(0)
                yield from iter(partial(book.read, CHUNK), b"")


def _saying(house: House, language: str) -> Say:
    translate, locale = house.languages.translator(language), locale_of(language)

    def say(text: str | Message) -> str:
        return translate.gettext(text) if isinstance(text, str) else words(text, translate, locale)

    return say
